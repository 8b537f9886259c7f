package io.fulcrum.model.graph;

import io.fulcrum.model.graph.NetworkGraph.Value;
import java.util.List;

/** Counts a network's parameters and columns in 64 bits, and refuses more of them than an array has room for. */
final class ParameterCount {
    private static final int MOST_FLOATS = Integer.MAX_VALUE - 8; // of one array

    private long total;

    long total() {
        return total;
    }

    /** Counts some parameters of each of several columns, and stops before a number overflows. */
    void add(long each, int times) {
        total = Math.addExact(total, Math.multiplyExact(each, times));
        if (total > MOST_FLOATS) {
            throw tooLarge(total);
        }
    }

    /** Returns the columns of the input. */
    static int inputWidth(InputFields fields) {
        if (fields.columns() > MOST_FLOATS) {
            throw new IllegalArgumentException("The network's input has " + fields.columns() + " columns, but at most "
                    + MOST_FLOATS + " are possible. Set a smaller embedding-size.");
        }
        return (int) fields.columns();
    }

    /** Returns the columns of values side by side. */
    static int width(List<Value> sources) {
        return width(sources.stream().mapToLong(Value::width).sum());
    }

    /** Returns the columns of equal parts side by side. */
    static int width(int parts, int each) {
        return width((long) parts * each);
    }

    private static int width(long columns) {
        if (columns > MOST_FLOATS) {
            throw tooLarge(columns);
        }
        return (int) columns;
    }

    private static IllegalArgumentException tooLarge(long atLeast) {
        return new IllegalArgumentException("The network has at least " + atLeast + " parameters, but at most "
                + MOST_FLOATS + " are possible. Set narrower layers or fewer experts.");
    }
}
