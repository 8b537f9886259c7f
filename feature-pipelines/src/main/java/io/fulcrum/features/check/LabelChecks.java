package io.fulcrum.features.check;

import io.fulcrum.contract.Resolution;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.TaskRows;
import io.fulcrum.contract.TaskSettings;
import io.fulcrum.contract.TaskType;
import io.fulcrum.features.profile.LabelProfile;
import io.fulcrum.features.profile.Moments;
import java.math.BigDecimal;
import java.util.Optional;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.FloatType;

/** Whether a task's labels can be learned, and measured, in each split. */
final class LabelChecks {
    private final CheckedData data;
    private final CheckSettings settings;
    private final Findings findings;

    LabelChecks(CheckedData data, CheckSettings settings, Findings findings) {
        this.data = data;
        this.settings = settings;
        this.findings = findings;
    }

    void check(Split split) {
        for (int task = 0; task < data.tasks().size(); task++) {
            check(split, task, data.profile().split(split).label(task));
        }
    }

    private void check(Split split, int task, LabelProfile labels) {
        TaskSettings settingsOfTask = data.tasks().get(task);
        String place = "Task \"" + settingsOfTask.spec().name() + "\", split " + split.folder();
        Optional<String> faults = WeightFaults.message(place, settingsOfTask.rows(), labels);
        if (faults.isPresent()) {
            findings.fail(faults.get()); // labels count by their weights
            return;
        }
        String where = place + ": label column \"" + settingsOfTask.spec().label() + "\" ";
        if (labels.notFinite() > 0) {
            findings.fail(
                    where + "has " + labels.notFinite() + " NaN or infinite labels, but a label is a finite number or"
                            + " null. Make them null or filter the rows out.");
        }
        if (labels.labels().count() == 0) {
            findings.fail(where + "is null" + counted(settingsOfTask.rows()) + " in all "
                    + data.profile().split(split).rows()
                    + " rows, but a task needs labels. Check the column, or remove the task.");
        } else if (settingsOfTask.spec().type() == TaskType.BINARY) {
            checkClasses(where, split, settingsOfTask, labels);
        } else {
            checkSpread(where, split, data.labelTypes().get(task), labels.labels());
        }
    }

    /** Returns why a row with a label may count as one without. */
    private static String counted(TaskRows rows) {
        String space = rows.space().isEmpty() ? "" : ", or the row is outside the space " + rows.space() + ",";
        String weights = rows.weights()
                .map(column -> (space.isEmpty() ? "," : "") + " or its weight in column \"" + column + "\" is 0,")
                .orElse("");
        return space + weights;
    }

    private void checkClasses(String where, Split split, TaskSettings task, LabelProfile labels) {
        long labelled = labels.labels().count();
        long others = labelled - labels.positives() - labels.negatives();
        long atLeast = split == Split.TRAIN ? Math.max(1, settings.minPositives()) : settings.minPositives();
        if (others > 0) {
            findings.fail(where + "has " + others + " labels other than 0 and 1, between "
                    + labels.labels().least() + " and " + labels.labels().greatest()
                    + ", but the task is binary. " + binaryRemedy(labels.labels()));
        } else if (labels.positives() < atLeast || labels.negatives() < atLeast) {
            findings.fail(where + "has " + labels.positives() + " positives and " + labels.negatives()
                    + " negatives in " + labelled + " labels, but needs at least " + atLeast
                    + " of each. Take more rows, check the label"
                    + task.positive()
                            .map(value -> " and positive = \"" + value + "\"")
                            .orElse("") + ", or lower checks.min-positives.");
        }
    }

    private static String binaryRemedy(Moments labels) {
        return "Write positive = \""
                + BigDecimal.valueOf(labels.greatest()).stripTrailingZeros().toPlainString()
                + "\" in the task to count that value as 1 and the others as 0, or set its type = regression.";
    }

    private void checkSpread(String where, Split split, DataType type, Moments labels) {
        if (labels.isConstant()) {
            String found = where + "is " + labels.least() + " in all " + labels.count() + " labels, ";
            if (split == Split.TRAIN) {
                findings.note(
                        settings.constantLabels(),
                        found + "so there is nothing to learn. Check the column, remove the task, or set"
                                + " checks.constant-labels = warn.");
            } else {
                findings.warn(found + "so the split cannot tell a good model from a constant."
                        + " Take more rows, or check the column.");
            }
        } else if (split == Split.TRAIN) {
            checkResolution(where, type, labels);
        }
    }

    private void checkResolution(String where, DataType type, Moments labels) {
        boolean isFloat = type instanceof FloatType;
        double deviation = labels.standardDeviation();
        Resolution resolution = isFloat
                ? Resolution.ofFloats(labels.mean(), deviation)
                : Resolution.ofDoubles(labels.mean(), deviation);
        if (!resolution.isFine()) {
            findings.fail(where + "holds numbers around " + labels.mean() + ", which " + (isFloat ? "32" : "64")
                    + " bits store with " + resolution.words() + ". "
                    + (isFloat ? "Store the column as double" : "Subtract a constant from the column")
                    + ", or rescale it.");
        }
    }
}
