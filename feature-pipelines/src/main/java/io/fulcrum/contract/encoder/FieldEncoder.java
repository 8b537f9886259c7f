package io.fulcrum.contract.encoder;

import java.util.Arrays;

/** One feature bound to the places where it reads a record and writes an encoded row; for one thread. */
interface FieldEncoder {
    void encode(SourceRow row, EncodedRow into);

    /** Copies what {@link #encode(SourceRow, EncodedRow)} has written to a record of several. */
    void copy(EncodedRow from, EncodedColumns into, int row);

    /** Encodes several records, with the results of {@link #encode(SourceRow, EncodedRow)}. */
    default void encode(SourceColumns rows, EncodedColumns into) {
        EncodedRow scratch = into.scratch();
        for (int row = 0; row < rows.rows(); row++) {
            encode(rows.row(row), scratch);
            copy(scratch, into, row);
        }
    }

    /** A feature that is one id. */
    interface OneId extends FieldEncoder {
        int column();

        @Override
        default void copy(EncodedRow from, EncodedColumns into, int row) {
            into.ids(column())[row] = from.ids()[column()];
        }
    }

    /** A feature that is one or several numbers. */
    interface SomeNumbers extends FieldEncoder {
        int column();

        int width();

        @Override
        default void copy(EncodedRow from, EncodedColumns into, int row) {
            for (int number = column(); number < column() + width(); number++) {
                into.numbers(number)[row] = from.numbers()[number];
            }
        }
    }

    /** Maps a present text to its id. */
    interface TextId {
        int of(Utf8 text);

        /** Maps the texts of a batch, 0 for a missing one, to the places from {@code first} on. */
        default void of(TextBatch texts, int[] into, int first) {
            for (int i = 0; i < texts.count(); i++) {
                into[first + i] = texts.isMissing(i) ? 0 : of(texts.text(i));
            }
        }
    }

    /** A discrete scalar or cross; id 0 where it is missing. */
    record Texts(FeatureText source, TextId id, int column, Utf8 text, CodeMemo known, TextBatch batch)
            implements OneId {
        Texts(FeatureText source, TextId id, int column) {
            this(source, id, column, new Utf8(), new CodeMemo(), new TextBatch());
        }

        @Override
        public void encode(SourceRow row, EncodedRow into) {
            into.ids()[column] = id(row);
        }

        @Override
        public void encode(SourceColumns rows, EncodedColumns into) {
            int[] ids = into.ids(column);
            if (source.hasCodes(rows)) {
                encodeCodes(rows, ids);
                return;
            }
            for (int first = 0; first < rows.rows(); first += batch.count()) {
                batch.read(rows, source, first);
                id.of(batch, ids, first);
            }
        }

        private void encodeCodes(SourceColumns rows, int[] ids) {
            int[] codes = source.codes(rows);
            int[] ofCodes = known.ints(source.dictionary(rows));
            for (int row = 0; row < rows.rows(); row++) {
                int code = codes[row];
                if (code >= 0 && ofCodes[code] == 0) {
                    source.read(rows, row, text);
                    ofCodes[code] = id.of(text);
                }
                ids[row] = code < 0 ? 0 : ofCodes[code];
            }
        }

        private int id(SourceRow row) {
            return source.read(row, text) ? id.of(text) : 0;
        }
    }

    /** A list of discrete values without its missing entries; empty where it is missing. */
    interface SomeIds extends FieldEncoder {
        ListEntries source();

        ListRule rule();

        int list();

        Utf8 text();

        /** Appends an entry, whose text was read. */
        void append(SourceRow row, int entry, EncodedRow into);

        @Override
        default void encode(SourceRow row, EncodedRow into) {
            into.clear(list());
            int entries = source().count(row);
            int from = rule().keep() == ListRule.Keep.FIRST ? 0 : firstOfLast(row, entries);
            for (int entry = from; entry < entries && into.length(list()) < rule().maxLength(); entry++) {
                if (source().isPresent(row, entry, text())) {
                    append(row, entry, into);
                }
            }
        }

        private int firstOfLast(SourceRow row, int entries) {
            int kept = 0;
            int from = entries;
            while (from > 0 && kept < rule().maxLength()) {
                from--;
                kept += source().isPresent(row, from, text()) ? 1 : 0;
            }
            return from;
        }
    }

    /** A list whose entries have no weights. */
    record TextLists(ListEntries source, ListRule rule, TextId id, int list, Utf8 text) implements SomeIds {
        @Override
        public void append(SourceRow row, int entry, EncodedRow into) {
            into.append(list, id.of(text));
        }

        @Override
        public void copy(EncodedRow from, EncodedColumns into, int row) {
            into.lists(list).append(row, from.list(list), from.length(list));
        }
    }

    /** A list with the weights of its entries. */
    record WeightedTexts(WeightedList source, ListRule rule, TextId id, int list, Utf8 text) implements SomeIds {
        @Override
        public void append(SourceRow row, int entry, EncodedRow into) {
            into.append(list, id.of(text), source.weight(row, entry));
        }

        @Override
        public void copy(EncodedRow from, EncodedColumns into, int row) {
            into.lists(list).append(row, from.list(list), from.weights(list), from.length(list));
        }
    }

    /** A number as the id of its bucket. */
    record Buckets(int source, double[] edges, int column) implements OneId {
        @Override
        public void encode(SourceRow row, EncodedRow into) {
            double number = row.isNull(source) ? Double.NaN : row.number(source);
            into.ids()[column] = id(number);
        }

        @Override
        public void encode(SourceColumns rows, EncodedColumns into) {
            double[] numbers = rows.numbers(source);
            int[] ids = into.ids(column);
            BucketEncoder.ids(edges, numbers, rows.rows(), ids);
            for (int row = 0; row < rows.rows(); row++) {
                ids[row] = NumericEncoder.fitsFloat(numbers[row]) ? ids[row] : 0;
            }
        }

        private int id(double number) {
            return NumericEncoder.fitsFloat(number) ? BucketEncoder.id(edges, number) : 0;
        }
    }

    /** A part of a date or time as an id. */
    record Calendar(int source, CalendarPart part, int column) implements OneId {
        @Override
        public void encode(SourceRow row, EncodedRow into) {
            into.ids()[column] = row.isNull(source) ? 0 : 1 + part.of(row.micros(source));
        }
    }

    /** A part of a date or time as a point of the circle; zeros where it is missing. */
    record Cyclic(int source, CyclicEncoder encoder, int column) implements SomeNumbers {
        @Override
        public int width() {
            return encoder.width();
        }

        @Override
        public void encode(SourceRow row, EncodedRow into) {
            if (row.isNull(source)) {
                into.numbers()[column] = 0;
                into.numbers()[column + 1] = 0;
            } else {
                encoder.encode(row.micros(source), into.numbers(), column);
            }
        }
    }

    /** A number as a float; zero where it is missing. */
    record Numbers(int source, NumericEncoder encoder, int column) implements SomeNumbers {
        @Override
        public int width() {
            return 1;
        }

        @Override
        public void encode(SourceRow row, EncodedRow into) {
            double number = row.isNull(source) ? Double.NaN : row.number(source);
            encode(number, into.numbers(), column);
        }

        @Override
        public void encode(SourceColumns rows, EncodedColumns into) {
            double[] numbers = rows.numbers(source);
            float[] encoded = into.numbers(column);
            for (int row = 0; row < rows.rows(); row++) {
                encode(numbers[row], encoded, row);
            }
        }

        private void encode(double number, float[] into, int at) {
            if (encoder.isMissing(number)) {
                into[at] = 0;
            } else {
                encoder.encode(number, into, at);
            }
        }
    }

    /** A number as one float per bin; zeros where it is missing. */
    record Piecewise(int source, double[] edges, int column) implements SomeNumbers {
        @Override
        public int width() {
            return edges.length - 1;
        }

        @Override
        public void encode(SourceRow row, EncodedRow into) {
            double number = row.isNull(source) ? Double.NaN : row.number(source);
            if (NumericEncoder.fitsFloat(number)) {
                PiecewiseEncoder.encode(edges, number, into.numbers(), column);
            } else {
                Arrays.fill(into.numbers(), column, column + edges.length - 1, 0);
            }
        }
    }

    /** 1 where a feature's value is missing, otherwise 0. */
    record Missing(MissingValue rule, int column) implements SomeNumbers {
        @Override
        public int width() {
            return 1;
        }

        @Override
        public void encode(SourceRow row, EncodedRow into) {
            into.numbers()[column] = rule.isMissing(row) ? 1 : 0;
        }
    }
}
