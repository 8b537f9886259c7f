package io.fulcrum.features.check;

import io.fulcrum.contract.Split;
import io.fulcrum.features.profile.Profile;
import io.fulcrum.job.JobFailure;
import java.util.List;

/** What a profile must satisfy before anything is written; every failure is found. */
public final class DataChecks {
    private DataChecks() {}

    /**
     * Requires that the data passes every check and returns the warnings.
     *
     * @throws JobFailure that lists all failures, one a line
     */
    public static List<String> require(CheckedData data, CheckSettings settings) {
        Findings findings = findings(data, settings);
        if (!findings.failures().isEmpty()) {
            throw JobFailure.dataCheck(String.join("\n", findings.failures()));
        }
        return findings.warnings();
    }

    private static Findings findings(CheckedData data, CheckSettings settings) {
        Findings findings = new Findings();
        LabelChecks labels = new LabelChecks(data, settings, findings);
        FieldChecks fields = new FieldChecks(data, settings, findings);
        for (Split split : Split.values()) {
            if (data.profile().split(split).rows() == 0) {
                findings.fail(emptySplit(split, data.profile()));
            } else {
                labels.check(split);
                fields.check(split);
            }
        }
        if (data.profile().split(Split.TRAIN).rows() > 0) {
            fields.checkTraining();
        }
        new KeyChecks(data, settings.duplicateKeys(), findings).check();
        return findings;
    }

    private static String emptySplit(Split split, Profile profile) {
        return "Split " + split.folder() + " has no rows, but every split needs some (train "
                + profile.split(Split.TRAIN).rows() + ", validation "
                + profile.split(Split.VALIDATION).rows() + ", test "
                + profile.split(Split.TEST).rows() + ", in no split " + profile.inNoSplit()
                + "). Check data.split and data.filter.";
    }
}
