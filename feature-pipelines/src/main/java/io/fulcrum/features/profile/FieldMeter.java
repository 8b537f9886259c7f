package io.fulcrum.features.profile;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.encoder.LogEncoder;
import io.fulcrum.contract.encoder.NumericEncoder;
import io.fulcrum.contract.encoder.SourceColumns;
import io.fulcrum.contract.encoder.SourceRow;

/** Reads a feature's source for the profile, without boxing a value; for one thread. */
interface FieldMeter {
    /** Ordinal of the split whose values are kept. */
    int TRAIN = Split.TRAIN.ordinal();

    /**
     * Adds the values of rows.
     *
     * @param split ordinal of each row's split, -1 for a row to leave out; // [row]
     * @param training takes the values of the training split
     * @param absent takes the rows without a value
     */
    void add(SourceColumns rows, int[] split, FieldProfile training, Absences absent);

    /** Reads one row at a time. */
    interface ByRow extends FieldMeter {
        /** Returns whether the row has a value. */
        Presence presence(SourceRow row);

        /** Adds the row's value to a state of the measure, and returns whether it has one. */
        Presence add(SourceRow row, FieldProfile into);

        @Override
        default void add(SourceColumns rows, int[] split, FieldProfile training, Absences absent) {
            for (int row = 0; row < split.length; row++) {
                if (split[row] == TRAIN) {
                    absent.add(TRAIN, add(rows.row(row), training));
                } else if (split[row] >= 0) {
                    absent.add(split[row], presence(rows.row(row)));
                }
            }
        }
    }

    /** Reads a number. */
    record Numbers(int source, Measure.Numbers.Scale scale) implements FieldMeter {
        @Override
        public void add(SourceColumns rows, int[] split, FieldProfile training, Absences absent) {
            NumberProfile profile = (NumberProfile) training;
            double[] numbers = rows.numbers(source);
            for (int row = 0; row < split.length; row++) {
                if (split[row] < 0) {
                    continue;
                }
                double number = scale == Measure.Numbers.Scale.LOG ? LogEncoder.log(numbers[row]) : numbers[row];
                if (!NumericEncoder.fitsFloat(number)) {
                    absent.add(split[row], absence(rows.row(row)));
                } else if (split[row] == TRAIN) {
                    profile.add(number);
                }
            }
        }

        private Presence absence(SourceRow row) {
            return row.isNull(source) ? Presence.MISSING : Presence.NOT_FINITE;
        }
    }

    /** Counts the values of a scalar. */
    record Present(int source) implements ByRow {
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
