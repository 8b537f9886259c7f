package io.fulcrum.train;

import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.Evidence;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.SplitSummary.LabelSummary;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.job.JobFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tasks whose validation labels can judge an epoch, and why others cannot, as the manifest says before any
 * training.
 *
 * @param names of the tasks that judge, at least one
 * @param others name → reason of the tasks that do not
 */
public record Judges(List<String> names, Map<String, String> others) {
    public Judges {
        names = List.copyOf(names);
        others = Collections.unmodifiableMap(new LinkedHashMap<>(others));
    }

    /** Makes judges of all these tasks. */
    static Judges all(List<String> names) {
        return new Judges(names, Map.of());
    }

    /**
     * Finds the judges.
     *
     * @throws JobFailure if no task, or not the one that the settings name, can judge
     */
    static Judges of(FeatureManifest manifest, StoppingSettings settings) {
        List<String> names = new ArrayList<>();
        Map<String, String> others = new LinkedHashMap<>();
        for (int task = 0; task < manifest.tasks().size(); task++) {
            String name = manifest.tasks().task(task).name();
            Optional<String> reason = reason(manifest, task);
            reason.ifPresentOrElse(why -> others.put(name, why), () -> names.add(name));
        }
        List<String> asked = settings.task().map(List::of).orElse(names);
        if (asked.isEmpty() || !names.containsAll(asked)) {
            throw JobFailure.dataCheck("No epoch can be judged: "
                    + settings.task()
                            .map(name -> "stopping.task = " + name + ", but task \"" + name + "\" " + others.get(name))
                            .orElse("task \"" + first(others))
                    + ". Change data.split and prepare again"
                    + settings.task()
                            .map(name -> ", or name another task in stopping.task")
                            .orElse("") + ".");
        }
        return new Judges(names, others);
    }

    /** Refuses a balancer that reads validation metrics where a task has none. */
    void requireMetrics(BalanceSettings balance) {
        if (balance.own().evidence().contains(Evidence.VALIDATION)) {
            others.forEach((task, reason) -> {
                throw JobFailure.invalid("balance.method = " + balance.method().key()
                        + " needs a validation metric of every task, but task \"" + task + "\" " + reason
                        + ". Change data.split and prepare again, or choose another method.");
            });
        }
    }

    private static String first(Map<String, String> others) {
        List<String> reasons = new ArrayList<>();
        others.forEach((name, reason) -> reasons.add(name + "\" " + reason));
        return String.join(", task \"", reasons);
    }

    /** Returns why a task cannot judge; empty if it can. */
    private static Optional<String> reason(FeatureManifest manifest, int task) {
        TaskSpec spec = manifest.tasks().task(task);
        LabelSummary validation = manifest.split(Split.VALIDATION).labels().get(task);
        if (validation.labelled() == 0) {
            return Optional.of("has no validation labels");
        }
        if (spec.type() == TaskType.BINARY) {
            boolean oneClass = validation.sum() == 0 || validation.sum() == validation.labelled();
            return oneClass ? Optional.of("has validation labels of one class only") : Optional.empty();
        }
        if (manifest.split(Split.TRAIN).labels().get(task).deviation() == 0) {
            return Optional.of("has the same label in all training rows");
        }
        return validation.deviation() == 0
                ? Optional.of("has the same label in all validation rows")
                : Optional.empty();
    }
}
