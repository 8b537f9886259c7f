package io.fulcrum.contract.drift;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonSubTypes.Type;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.io.Serializable;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Fixed bins in which the values of a feature are counted. Bin 0 counts missing values. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @Type(value = Bins.Ranges.class, name = "ranges"),
    @Type(value = Bins.Ids.class, name = "ids"),
})
public sealed interface Bins extends Serializable {
    /** Returns what each bin counts. */
    List<Bin> bins();

    /**
     * One bin.
     *
     * @param label its values, for people
     */
    record Bin(Kind kind, String label) {}

    /** What a bin counts. */
    enum Kind {
        /** Values that the encoding cannot use: null, NaN, an empty list. */
        MISSING("missing"),
        /** Values outside the vocabulary. */
        UNSEEN("unseen"),
        /** Numbers of one range. */
        RANGE("range"),
        /** One value, or a few that share an id. */
        VALUE("value"),
        /** All values without a bin of their own. */
        OTHERS("others"),
        /** Values that the vocabulary got after the bins were chosen. */
        ADDED("added");

        private final String key;

        Kind(String key) {
            this.key = key;
        }

        public String key() {
            return key;
        }
    }

    /**
     * Ranges of a number: bin i + 1 holds the numbers above edge i - 1 up to edge i, as a
     * {@link io.fulcrum.contract.encoder.BucketEncoder} parts them.
     *
     * @param edges finite and strictly ascending, in the unit of the source; the first is just below the smallest
     *     number of the training split, the last is the largest one
     */
    record Ranges(List<Double> edges) implements Bins {
        private static final MathContext DIGITS = new MathContext(5);

        public Ranges {
            edges = List.copyOf(edges);
            for (int i = 0; i < edges.size(); i++) {
                if (!Double.isFinite(edges.get(i)) || i > 0 && edges.get(i) <= edges.get(i - 1)) {
                    throw new IllegalArgumentException("Edge " + edges.get(i)
                            + " of a range is not finite or not above the one before. Prepare the data again.");
                }
            }
        }

        @Override
        public List<Bin> bins() {
            List<Bin> bins = new ArrayList<>(List.of(new Bin(Kind.MISSING, "missing")));
            for (int i = 0; i <= edges.size(); i++) {
                bins.add(new Bin(Kind.RANGE, label(i)));
            }
            return bins;
        }

        /** The first edge is just below the smallest training number, which is shown in its place. */
        private String label(int range) {
            if (edges.isEmpty()) {
                return "any number";
            }
            String least = text(Math.nextUp(edges.get(0)));
            if (range == 0) {
                return "below " + least;
            }
            String lower = range == 1 ? least : text(edges.get(range - 1));
            if (range == edges.size()) {
                return "above " + lower;
            }
            String upper = text(edges.get(range));
            return lower.equals(upper) ? upper : lower + " to " + upper;
        }

        private static String text(double edge) {
            BigDecimal rounded =
                    new BigDecimal(Math.abs(edge) < Float.MIN_NORMAL ? 0 : edge, DIGITS).stripTrailingZeros();
            boolean plain = rounded.signum() == 0 || Math.abs(rounded.precision() - rounded.scale() - 1) < 7;
            return plain ? rounded.toPlainString() : rounded.toString();
        }
    }

    /**
     * Ids of a discrete feature: missing, unseen, one bin per cell, all other ids below {@code rows}, and ids from
     * {@code rows} on, which later values got.
     *
     * @param rows number of ids when the bins were chosen
     * @param unseenIds number of ids for unknown values, which are 1 … unseenIds
     * @param cells each with a bin of its own, in the order of the bins
     * @param names the values of each cell, for people
     */
    record Ids(int rows, int unseenIds, List<Integer> cells, List<String> names) implements Bins {
        /** Number of cells. */
        public static final int CELLS = 1024;

        /** Above the number of cells, ids at this distance share one. */
        public static final int SHARED = CELLS / 2;

        public Ids {
            cells = List.copyOf(cells);
            names = List.copyOf(names);
            boolean fits = cells.stream().allMatch(cell -> cell >= 0 && cell < CELLS)
                    && cells.stream().distinct().count() == cells.size();
            if (rows < 1 || unseenIds < 0 || unseenIds >= rows || cells.size() != names.size() || !fits) {
                throw new IllegalArgumentException("Bins of " + rows + " ids, " + unseenIds + " of them for unknown"
                        + " values, have " + cells.size() + " cells and " + names.size()
                        + " names, which do not fit. Prepare the data again.");
            }
        }

        /**
         * Returns the cell of an id: of its own below {@value #CELLS}, above shared with every 512th id, so that a
         * frequent id stands out of its cell while counting takes little memory.
         */
        public static int cell(int id) {
            return id < CELLS ? id : SHARED + id % SHARED;
        }

        /** Returns whether no other id below {@code rows} shares a cell. */
        public static boolean isExact(int cell, int rows) {
            return cell < SHARED || cell + SHARED >= rows;
        }

        @Override
        public List<Bin> bins() {
            List<Bin> bins = new ArrayList<>(List.of(new Bin(Kind.MISSING, "missing"), new Bin(Kind.UNSEEN, "unseen")));
            names.forEach(name -> bins.add(new Bin(Kind.VALUE, name)));
            Collections.addAll(bins, new Bin(Kind.OTHERS, "all others"), new Bin(Kind.ADDED, "added later"));
            return bins;
        }
    }

    /** Returns the number of bins. */
    default int size() {
        return bins().size();
    }
}
