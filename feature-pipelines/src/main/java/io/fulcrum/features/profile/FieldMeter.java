package io.fulcrum.features.profile;

import io.fulcrum.contract.encoder.CodeMemo;
import io.fulcrum.contract.encoder.FeatureText;
import io.fulcrum.contract.encoder.LogEncoder;
import io.fulcrum.contract.encoder.NumericEncoder;
import io.fulcrum.contract.encoder.SourceRow;
import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.contract.encoder.XxHash64;

/** Reads a feature's source for the profile, without boxing a value; for one thread. */
public interface FieldMeter {
    /** Returns whether the row has a value. */
    Presence presence(SourceRow row);

    /** Adds the row's value to a state of the measure, and returns whether it has one. */
    Presence add(SourceRow row, FieldProfile into);

    /** Reads texts, of lists every entry. */
    abstract class OfTexts implements FieldMeter {
        private final boolean isList;
        private final int first;
        private final FeatureText scalar;
        private final Utf8 text = new Utf8();

        OfTexts(Measure.TextSource source) {
            isList = source.isList();
            first = source.places()[0];
            scalar = new FeatureText(source.places());
        }

        abstract void addText(Utf8 value, FieldProfile into);

        /** Adds the row's text, which has a code. */
        abstract void addCode(SourceRow row, int code, FieldProfile into);

        /** Reads the row's text, which is there. */
        final Utf8 text(SourceRow row) {
            scalar.read(row, text);
            return text;
        }

        final FeatureText scalar() {
            return scalar;
        }

        @Override
        public Presence presence(SourceRow row) {
            if (!isList) {
                return scalar.isMissing(row) ? Presence.MISSING : Presence.PRESENT;
            }
            int entries = row.isNull(first) ? 0 : row.length(first);
            for (int entry = 0; entry < entries; entry++) {
                if (row.text(first, entry, text)) {
                    return Presence.PRESENT;
                }
            }
            return Presence.MISSING;
        }

        @Override
        public Presence add(SourceRow row, FieldProfile into) {
            return isList ? addList(row, into) : addScalar(row, into);
        }

        private Presence addScalar(SourceRow row, FieldProfile into) {
            int code = scalar.code(row);
            if (code >= 0) {
                addCode(row, code, into);
                return Presence.PRESENT;
            }
            if (!scalar.read(row, text)) {
                return Presence.MISSING;
            }
            addText(text, into);
            return Presence.PRESENT;
        }

        private Presence addList(SourceRow row, FieldProfile into) {
            Presence presence = Presence.MISSING;
            int entries = row.isNull(first) ? 0 : row.length(first);
            for (int entry = 0; entry < entries; entry++) {
                if (row.text(first, entry, text)) {
                    addText(text, into);
                    presence = Presence.PRESENT;
                }
            }
            return presence;
        }
    }

    /** Counts texts. */
    final class Texts extends OfTexts {
        private final CodeMemo places = new CodeMemo(); // place of a text in the counts + 1

        Texts(Measure.TextSource source) {
            super(source);
        }

        @Override
        void addText(Utf8 value, FieldProfile into) {
            ((ValueCounts) into).add(value);
        }

        @Override
        void addCode(SourceRow row, int code, FieldProfile into) {
            ValueCounts counts = (ValueCounts) into;
            int[] known = places.ints(scalar().codes(row));
            if (known[code] == 0) {
                known[code] = 1 + counts.place(text(row));
            }
            counts.addAt(known[code] - 1);
        }
    }

    /** Counts hashes of texts. */
    final class Hashes extends OfTexts {
        private final long seed;
        private final CodeMemo hashes = new CodeMemo();

        Hashes(Measure.TextSource source, long seed) {
            super(source);
            this.seed = seed;
        }

        @Override
        void addText(Utf8 value, FieldProfile into) {
            ((HashCounts) into).add(hash(value));
        }

        @Override
        void addCode(SourceRow row, int code, FieldProfile into) {
            long[] known = hashes.longs(scalar().codes(row));
            if (known[code] == 0) {
                known[code] = hash(text(row));
            }
            ((HashCounts) into).add(known[code]);
        }

        private long hash(Utf8 value) {
            return XxHash64.hash(value.bytes(), value.offset(), value.length(), seed);
        }
    }

    /** Reads a number. */
    record Numbers(int source, Measure.Numbers.Scale scale) implements FieldMeter {
        @Override
        public Presence presence(SourceRow row) {
            return row.isNull(source) ? Presence.MISSING : presence(number(row));
        }

        @Override
        public Presence add(SourceRow row, FieldProfile into) {
            if (row.isNull(source)) {
                return Presence.MISSING;
            }
            double number = number(row);
            Presence presence = presence(number);
            if (presence == Presence.PRESENT) {
                ((NumberProfile) into).add(number);
            }
            return presence;
        }

        private double number(SourceRow row) {
            double number = row.number(source);
            return scale == Measure.Numbers.Scale.LOG ? LogEncoder.log(number) : number;
        }

        private static Presence presence(double number) {
            return NumericEncoder.fitsFloat(number) ? Presence.PRESENT : Presence.NOT_FINITE;
        }
    }

    /** Counts the values of a scalar. */
    record Present(int source) implements FieldMeter {
        @Override
        public Presence presence(SourceRow row) {
            return row.isNull(source) ? Presence.MISSING : Presence.PRESENT;
        }

        @Override
        public Presence add(SourceRow row, FieldProfile into) {
            Presence presence = presence(row);
            if (presence == Presence.PRESENT) {
                ((ValueTotal) into).add();
            }
            return presence;
        }
    }
}
