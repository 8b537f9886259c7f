package io.fulcrum.contract.encoder;

import java.util.Arrays;

/** One feature bound to the places where it reads a record and writes an encoded row; for one thread. */
interface FieldEncoder {
    void encode(SourceRow row, EncodedRow into);

    /** Maps a present text to its id. */
    interface TextId {
        int of(Utf8 text);
    }

    /** A discrete scalar or cross; id 0 where it is missing. */
    record Texts(FeatureText source, TextId id, int column, Utf8 text, CodeMemo known) implements FieldEncoder {
        Texts(FeatureText source, TextId id, int column) {
            this(source, id, column, new Utf8(), new CodeMemo());
        }

        @Override
        public void encode(SourceRow row, EncodedRow into) {
            int code = source.code(row);
            into.ids()[column] = code < 0 ? id(row) : id(row, code);
        }

        private int id(SourceRow row, int code) {
            int[] ids = known.ints(source.codes(row));
            if (ids[code] == 0) {
                ids[code] = id(row);
            }
            return ids[code];
        }

        private int id(SourceRow row) {
            return source.read(row, text) ? id.of(text) : 0;
        }
    }

    /** A list of discrete values without its nulls; empty where it is missing. */
    record TextLists(int source, ListRule rule, TextId id, int list, Utf8 text) implements FieldEncoder {
        @Override
        public void encode(SourceRow row, EncodedRow into) {
            into.clear(list);
            if (row.isNull(source)) {
                return;
            }
            int entries = row.length(source);
            int from = rule.keep() == ListRule.Keep.FIRST ? 0 : firstOfLast(row, entries);
            for (int entry = from; entry < entries && into.length(list) < rule.maxLength(); entry++) {
                if (row.text(source, entry, text)) {
                    into.append(list, id.of(text));
                }
            }
        }

        private int firstOfLast(SourceRow row, int entries) {
            int kept = 0;
            int from = entries;
            while (from > 0 && kept < rule.maxLength()) {
                from--;
                kept += row.text(source, from, text) ? 1 : 0;
            }
            return from;
        }
    }

    /** A number as the id of its bucket. */
    record Buckets(int source, double[] edges, int column) implements FieldEncoder {
        @Override
        public void encode(SourceRow row, EncodedRow into) {
            double number = row.isNull(source) ? Double.NaN : row.number(source);
            into.ids()[column] = NumericEncoder.fitsFloat(number) ? BucketEncoder.id(edges, number) : 0;
        }
    }

    /** A part of a date or time as an id. */
    record Calendar(int source, CalendarPart part, int column) implements FieldEncoder {
        @Override
        public void encode(SourceRow row, EncodedRow into) {
            into.ids()[column] = row.isNull(source) ? 0 : 1 + part.of(row.micros(source));
        }
    }

    /** A part of a date or time as a point of the circle; zeros where it is missing. */
    record Cyclic(int source, CyclicEncoder encoder, int column) implements FieldEncoder {
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

    /** A number as floats; zeros where it is missing. */
    record Numbers(int source, NumericEncoder encoder, int column) implements FieldEncoder {
        @Override
        public void encode(SourceRow row, EncodedRow into) {
            double number = row.isNull(source) ? Double.NaN : row.number(source);
            if (encoder.isMissing(number)) {
                for (int i = 0; i < encoder.width(); i++) {
                    into.numbers()[column + i] = 0;
                }
            } else {
                encoder.encode(number, into.numbers(), column);
            }
        }
    }

    /** A number as one float per bin; zeros where it is missing. */
    record Piecewise(int source, double[] edges, int column) implements FieldEncoder {
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
    record Missing(MissingValue rule, int column) implements FieldEncoder {
        @Override
        public void encode(SourceRow row, EncodedRow into) {
            into.numbers()[column] = rule.isMissing(row) ? 1 : 0;
        }
    }
}
