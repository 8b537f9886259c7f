package io.fulcrum.features;

import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.contract.drift.Drift;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.contract.manifest.FeatureProfile;
import io.fulcrum.features.check.WeightFaults;
import io.fulcrum.features.drift.DriftChecks;
import io.fulcrum.features.encode.EncodeSettings;
import io.fulcrum.features.encode.EncodedCounts;
import io.fulcrum.features.encode.EncodedCounts.Unseen;
import io.fulcrum.features.profile.LabelProfile;
import io.fulcrum.job.JobFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What encoded new rows must satisfy before anything of them is published. */
public final class NewRowsChecks {
    private final FeatureManifest manifest;
    private final EncodeSettings settings;
    private final List<String> failures = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    private NewRowsChecks(FeatureManifest manifest, EncodeSettings settings) {
        this.manifest = manifest;
        this.settings = settings;
    }

    /**
     * Requires that rows can be used and returns the warnings.
     *
     * @param input where the rows come from, for messages
     * @param drift from the training split, if the encoders come with its distributions
     * @throws JobFailure that lists all failures, one a line
     */
    public static List<String> require(
            String input,
            EncodedCounts counts,
            FeatureManifest manifest,
            EncodeSettings settings,
            Optional<Drift> drift) {
        if (counts.rows() == 0) {
            throw JobFailure.dataCheck(input + " has no rows that pass data.filter, but needs at least one."
                    + " Name other rows, or change data.filter.");
        }
        NewRowsChecks checks = new NewRowsChecks(manifest, settings);
        for (int task = 0; task < manifest.tasks().size(); task++) {
            checks.checkLabels(task, counts.label(task));
        }
        counts.unseen().forEach(checks::checkUnseen);
        drift.ifPresent(checks::checkDrift);
        if (!checks.failures.isEmpty()) {
            throw JobFailure.dataCheck(String.join("\n", checks.failures));
        }
        return checks.warnings;
    }

    private void checkLabels(int position, LabelProfile labels) {
        TaskSpec task = manifest.tasks().task(position);
        WeightFaults.message("Task \"" + task.name() + "\"", manifest.rowsOf(position), labels)
                .ifPresent(failures::add);
        String where = "Task \"" + task.name() + "\": label column \"" + task.label() + "\" has ";
        if (labels.notFinite() > 0) {
            failures.add(where + labels.notFinite() + " NaN or infinite labels, but a label is a finite number or null."
                    + " Make them null or filter the rows out.");
        }
        long others = labels.labels().count() - labels.positives() - labels.negatives();
        if (task.type() == TaskType.BINARY && others > 0) {
            failures.add(where + others + " labels other than 0 and 1, between "
                    + labels.labels().least() + " and " + labels.labels().greatest()
                    + ", but the task is binary. Write labels as in training.");
        }
    }

    private void checkDrift(Drift drift) {
        DriftChecks checks = new DriftChecks(drift, settings.drift());
        checks.failure().ifPresent(failures::add);
        checks.warning().ifPresent(warnings::add);
    }

    /** A feature with no more unseen values than its own training split had is as it was. */
    private void checkUnseen(Unseen unseen) {
        double training = manifest.profile(unseen.feature())
                .filter(FeatureProfile.Texts.class::isInstance)
                .map(profile -> ((FeatureProfile.Texts) profile).unknownShare())
                .orElse(0.0);
        double share = unseen.share();
        if (share < settings.unseenWarn() || share <= training) {
            return;
        }
        String found = String.format(
                Locale.ROOT,
                "Feature \"%s\": %.1f %% of values (%,d of %,d) are not in its vocabulary, against %.1f %% in training",
                unseen.feature(),
                100 * share,
                unseen.unseen(),
                unseen.values(),
                100 * training);
        if (share >= settings.unseenFail()) {
            failures.add(found + ", but encode.unseen-fail = " + settings.unseenFail()
                    + " is the limit. Prepare and train with newer rows, or raise encode.unseen-fail.");
        } else {
            warnings.add(found + ". Prepare and train with newer rows.");
        }
    }
}
