package io.fulcrum.features.check;

import io.fulcrum.contract.Resolution;
import io.fulcrum.contract.Split;
import io.fulcrum.features.check.CheckSettings.NotFinite;
import io.fulcrum.features.encode.FeatureSpec;
import io.fulcrum.features.encode.Field;
import io.fulcrum.features.profile.FieldProfile;
import io.fulcrum.features.profile.HashCounts;
import io.fulcrum.features.profile.Moments;
import io.fulcrum.features.profile.NumberProfile;
import io.fulcrum.features.profile.Profile;
import io.fulcrum.features.profile.ValueCounts;
import org.apache.spark.sql.types.FloatType;

/** Whether features hold values that a network can learn from. */
final class FieldChecks {
    private final CheckedData data;
    private final CheckSettings settings;
    private final Findings findings;

    FieldChecks(CheckedData data, CheckSettings settings, Findings findings) {
        this.data = data;
        this.settings = settings;
        this.findings = findings;
    }

    /** Checks what must hold in every split. */
    void check(Split split) {
        Profile profile = data.profile();
        for (int field = 0;
                settings.notFinite() == NotFinite.REFUSE
                        && field < data.fields().size();
                field++) {
            long notFinite = profile.split(split).notFinite(field);
            if (notFinite > 0) {
                findings.fail(where(field) + "has " + notFinite + refused(field)
                        + profile.split(split).rows()
                        + " rows of split " + split.folder() + ", but " + rule(field)
                        + " must be finite. Clean the column, or set checks.not-finite = as-missing.");
            }
        }
        checkPairs(split);
    }

    private String refused(int field) {
        return isWeighted(field)
                ? " lists with a negative, NaN or infinite weight in the "
                : " NaN or infinite values in the ";
    }

    private String rule(int field) {
        return isWeighted(field) ? "weights must not be negative and" : "features";
    }

    private boolean isWeighted(int field) {
        return data.fields().get(field).spec().weights().isPresent();
    }

    private void checkPairs(Split split) {
        for (int field = 0; field < data.fields().size(); field++) {
            long unpaired = data.profile().split(split).unpaired(field);
            if (unpaired > 0) {
                findings.fail(where(field) + "has another number of weights than of entries in " + unpaired + " of the "
                        + data.profile().split(split).rows() + " rows of split " + split.folder()
                        + ", but each entry needs one weight. Write both lists with the same length.");
            }
        }
    }

    /** Checks the distributions in the training split. */
    void checkTraining() {
        for (int field = 0; field < data.fields().size(); field++) {
            FieldProfile training = data.profile().training(field);
            checkMissing(field, training);
            if (training instanceof ValueCounts values && values.overflowed()) {
                findings.fail(where(field) + "has more than " + values.limit()
                        + " distinct values in split train, too many for a vocabulary. Set encoding = hashed, or raise"
                        + " checks.max-vocabulary.");
            } else if (isConstant(training) && missing(field) == 0) {
                findings.warn(where(field) + "has one value only in the " + training.count()
                        + " values of split train, so nothing can be learned from it. Remove the feature, or check the"
                        + " column.");
            }
            if (training instanceof NumberProfile numbers
                    && numbers.count() > 0
                    && !numbers.moments().isConstant()) {
                checkResolution(field, numbers.moments());
            }
        }
    }

    private void checkMissing(int field, FieldProfile training) {
        long rows = data.profile().split(Split.TRAIN).rows();
        long missing = missing(field);
        if (training.count() == 0) {
            findings.fail(where(field) + "has no value at all in the " + rows
                    + " rows of split train, so nothing can be learned from it. Remove the feature, or check the"
                    + " column.");
        } else if (missing > settings.maxMissing() * rows) {
            findings.fail(
                    where(field) + "is missing in " + missing + " of " + rows + " rows of split train, more than the "
                            + settings.maxMissing() + " allowed. Remove the feature, or raise checks.max-missing.");
        }
    }

    private long missing(int field) {
        return settings.notFinite() == NotFinite.AS_MISSING
                ? data.profile().split(Split.TRAIN).missingOrNotFinite(field)
                : data.profile().split(Split.TRAIN).missing(field);
    }

    private static boolean isConstant(FieldProfile training) {
        if (training instanceof NumberProfile numbers) {
            return numbers.moments().isConstant();
        }
        return training instanceof ValueCounts values
                ? !values.overflowed() && values.distinct() == 1
                : training instanceof HashCounts hashes && hashes.count() > 0 && hashes.distinct() == 1;
    }

    private void checkResolution(int field, Moments moments) {
        Field checked = data.fields().get(field);
        Resolution stored = checked.spec().encoding().stored(moments);
        boolean isFloat = checked.type() instanceof FloatType;
        if (!stored.isFine()) {
            findings.fail(where(field) + "holds numbers around " + moments.mean()
                    + ", which its encoding stores with " + stored.words()
                    + ". Set encoding = standardised, or subtract a constant from the column.");
        } else if (isFloat
                && !Resolution.ofFloats(moments.mean(), moments.standardDeviation())
                        .isFine()) {
            findings.warn(where(field) + "is a column of 32-bit floats around " + moments.mean() + " with "
                    + Resolution.ofFloats(moments.mean(), moments.standardDeviation())
                            .words()
                    + ". Write the column as double.");
        }
    }

    private String where(int field) {
        FeatureSpec spec = data.fields().get(field).spec();
        return "Feature \"" + spec.name() + "\" (column \"" + String.join("\", \"", spec.sources()) + "\") ";
    }
}
