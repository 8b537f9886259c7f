package io.fulcrum.contract.encoder;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;

/** The known texts of every vocabulary, in id order: table name → texts. */
public record Vocabularies(Map<String, TextTable> tables) implements Serializable {
    public static final Vocabularies NONE = new Vocabularies(Map.of());

    public Vocabularies {
        tables = Map.copyOf(tables);
    }

    /** Returns the texts of vocabulary files; table name → file. */
    public static Vocabularies of(Map<String, VocabularyFile> files) {
        Map<String, TextTable> tables = new HashMap<>();
        files.forEach((table, file) -> tables.put(table, file.texts()));
        return new Vocabularies(tables);
    }

    /**
     * Returns the texts of an encoder's vocabulary.
     *
     * @throws IllegalArgumentException if there are none or another number of them
     */
    public TextTable of(VocabularyEncoder encoder) {
        TextTable texts = tables.get(encoder.table());
        if (texts == null || texts.size() != encoder.values()) {
            throw new IllegalArgumentException("Vocabulary \"" + encoder.table() + "\" has "
                    + (texts == null ? 0 : texts.size()) + " values, its encoder " + encoder.values()
                    + ". The copy is incomplete; copy the whole directory again, or prepare the data again.");
        }
        texts.index();
        return texts;
    }
}
