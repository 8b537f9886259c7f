package io.fulcrum.export;

import java.util.List;

/**
 * What an input of an exported model takes.
 *
 * @param feature whose encoded values these are
 * @param content {@code number}; {@code ids} of embedding rows, 0 … rows - 1; {@code lengths}, the number of ids of
 * each row's list that count, from its left; or {@code weights}, finite and not negative, one for each id
 * @param rows of the embedding table; 0 where there is none
 */
record ExportedInput(String name, String feature, String content, String type, List<String> shape, int rows) {
    static final String NUMBER = "number";
    static final String IDS = "ids";
    static final String LENGTHS = "lengths";
    static final String WEIGHTS = "weights";

    static ExportedInput of(Port port, String feature, String content, int rows) {
        return new ExportedInput(port.name(), feature, content, port.type().numpyName(), port.shape(), rows);
    }
}
