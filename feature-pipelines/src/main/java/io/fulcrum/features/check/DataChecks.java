package io.fulcrum.features.check;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.TaskSettings;
import io.fulcrum.contract.TaskType;
import io.fulcrum.features.check.CheckSettings.NotFinite;
import io.fulcrum.features.encode.FeatureSpec;
import io.fulcrum.features.profile.LabelProfile;
import io.fulcrum.features.profile.Profile;
import io.fulcrum.features.profile.ValueCounts;
import io.fulcrum.job.JobFailure;
import java.util.ArrayList;
import java.util.List;

/** What a profile must satisfy before anything is written; every failure is found. */
public final class DataChecks {
    private final Profile profile;
    private final CheckSettings settings;
    private final List<String> failures = new ArrayList<>();

    private DataChecks(Profile profile, CheckSettings settings) {
        this.profile = profile;
        this.settings = settings;
    }

    /**
     * Requires that the profile passes every check.
     *
     * @throws JobFailure that lists all failures, one a line
     */
    public static void require(
            Profile profile, List<TaskSettings> tasks, List<FeatureSpec> features, CheckSettings settings) {
        List<String> failures = failures(profile, tasks, features, settings);
        if (!failures.isEmpty()) {
            throw JobFailure.dataCheck(String.join("\n", failures));
        }
    }

    /** Returns all failures. */
    static List<String> failures(
            Profile profile, List<TaskSettings> tasks, List<FeatureSpec> features, CheckSettings settings) {
        DataChecks checks = new DataChecks(profile, settings);
        for (Split split : Split.values()) {
            checks.checkSplit(split, tasks, features);
        }
        if (profile.split(Split.TRAIN).rows() > 0) {
            for (int field = 0; field < features.size(); field++) {
                checks.checkTrainingField(field, features.get(field));
            }
        }
        return checks.failures;
    }

    private void checkSplit(Split split, List<TaskSettings> tasks, List<FeatureSpec> features) {
        if (profile.split(split).rows() == 0) {
            failures.add("Split " + split.folder() + " has no rows, but every split needs some (train "
                    + profile.split(Split.TRAIN).rows() + ", validation "
                    + profile.split(Split.VALIDATION).rows() + ", test "
                    + profile.split(Split.TEST).rows() + ", in no split " + profile.inNoSplit()
                    + "). Check data.split and data.filter.");
            return;
        }
        for (int task = 0; task < tasks.size(); task++) {
            checkLabels(split, tasks.get(task), profile.split(split).label(task));
        }
        if (settings.notFinite() == NotFinite.REFUSE) {
            for (int field = 0; field < features.size(); field++) {
                checkFinite(split, features.get(field), profile.split(split).notFinite(field));
            }
        }
    }

    private void checkLabels(Split split, TaskSettings task, LabelProfile labels) {
        String where = "Task \"" + task.spec().name() + "\", split " + split.folder() + ": label column \""
                + task.spec().label() + "\" ";
        long labelled = labels.labels().count();
        if (labels.notFinite() > 0) {
            failures.add(
                    where + "has " + labels.notFinite() + " NaN or infinite labels, but a label is a finite number or"
                            + " null. Make them null or filter the rows out.");
        }
        if (labelled == 0) {
            failures.add(where + "is null in all " + profile.split(split).rows()
                    + " rows, but a task needs labels. Check the column, or remove the task.");
        } else if (task.spec().type() == TaskType.BINARY) {
            checkClasses(where, split, labels);
        }
    }

    private void checkClasses(String where, Split split, LabelProfile labels) {
        long labelled = labels.labels().count();
        long others = labelled - labels.positives() - labels.negatives();
        long atLeast = split == Split.TRAIN ? Math.max(1, settings.minPositives()) : settings.minPositives();
        if (others > 0) {
            failures.add(where + "has " + others + " labels other than 0 and 1, between "
                    + labels.labels().least() + " and " + labels.labels().greatest()
                    + ", but the task is binary. Set its type = regression, or positive.");
        } else if (labels.positives() < atLeast || labels.negatives() < atLeast) {
            failures.add(where + "has " + labels.positives() + " positives and " + labels.negatives() + " negatives in "
                    + labelled + " labels, but needs at least " + atLeast
                    + " of each. Take more rows, check the label, or lower checks.min-positives.");
        }
    }

    private void checkFinite(Split split, FeatureSpec feature, long notFinite) {
        if (notFinite > 0) {
            failures.add(where(feature) + "has " + notFinite + " NaN or infinite values in the "
                    + profile.split(split).rows()
                    + " rows of split " + split.folder()
                    + ", but features must be finite. Clean the column, or set checks.not-finite = as-missing.");
        }
    }

    private void checkTrainingField(int field, FeatureSpec feature) {
        long rows = profile.split(Split.TRAIN).rows();
        long missing = settings.notFinite() == NotFinite.AS_MISSING
                ? profile.split(Split.TRAIN).missingOrNotFinite(field)
                : profile.split(Split.TRAIN).missing(field);
        if (profile.training(field).count() == 0) {
            failures.add(where(feature) + "has no value at all in the " + rows
                    + " rows of split train, so nothing can be learnt of it. Remove the feature, or check the column.");
        } else if (missing > settings.maxMissing() * rows) {
            failures.add(
                    where(feature) + "is missing in " + missing + " of " + rows + " rows of split train, more than the "
                            + settings.maxMissing() + " allowed. Remove the feature, or raise checks.max-missing.");
        }
        if (profile.training(field) instanceof ValueCounts values && values.overflowed()) {
            failures.add(where(feature) + "has more than " + values.limit()
                    + " distinct values in split train, too many for a vocabulary. Set encoding = hashed, or raise"
                    + " checks.max-vocabulary.");
        }
    }

    private static String where(FeatureSpec feature) {
        return "Feature \"" + feature.name() + "\" (column \"" + feature.column() + "\") ";
    }
}
