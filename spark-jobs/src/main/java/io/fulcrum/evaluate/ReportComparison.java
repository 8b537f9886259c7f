package io.fulcrum.evaluate;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A report against its baseline, task by task, with one verdict.
 *
 * <p>A task is better or worse when its judging metric (AUC, or RMSE of a regression) moved by more than two standard
 * errors of the difference. That error is the root of the two reports' squared standard errors, as if they were of
 * independent samples: a report keeps no scores, so the paired DeLong test is not possible. On one and the same split
 * the two models' errors go together, the true error of the difference is smaller, and the verdict errs towards "same".
 */
public record ReportComparison(
        ReportSubject baseline, Map<String, TaskComparison> tasks, Verdict verdict, List<String> notes) {

    public ReportComparison {
        tasks = Immutable.copyInOrder(tasks);
        notes = List.copyOf(notes);
    }

    static ReportComparison between(EvaluationReport baseline, EvaluationReport current) {
        Map<String, TaskComparison> tasks = new LinkedHashMap<>();
        current.tasks().forEach((name, metrics) -> {
            TaskMetrics before = baseline.tasks().get(name);
            if (before != null) {
                tasks.put(name, TaskComparison.between(before, metrics));
            }
        });
        return new ReportComparison(baseline.subject(), tasks, overall(tasks.values()), notes(baseline, current));
    }

    /** Better if something gained and nothing lost; a seesaw if both happened. */
    private static Verdict overall(Collection<TaskComparison> tasks) {
        List<Verdict> verdicts = tasks.stream().map(TaskComparison::verdict).toList();
        boolean gained = verdicts.contains(Verdict.BETTER);
        boolean lost = verdicts.contains(Verdict.WORSE);
        if (gained && lost) {
            return Verdict.SEESAW;
        }
        if (gained || lost) {
            return gained ? Verdict.BETTER : Verdict.WORSE;
        }
        return verdicts.contains(Verdict.SAME) ? Verdict.SAME : Verdict.UNDECIDED;
    }

    private static List<String> notes(EvaluationReport baseline, EvaluationReport current) {
        List<String> notes = new ArrayList<>();
        ReportSubject was = baseline.subject();
        ReportSubject is = current.subject();
        if (!was.data().fingerprint().equals(is.data().fingerprint())
                || !was.split().equals(is.split())) {
            notes.add(String.format(
                    Locale.ROOT,
                    "The baseline was measured on different rows: split %s of data %s, not split %s of data %s.",
                    was.split(),
                    was.data().fingerprint(),
                    is.split(),
                    is.data().fingerprint()));
        }
        otherGrouping(baseline, current, notes);
        missing("Not in the baseline", current, baseline, notes);
        missing("Only in the baseline", baseline, current, notes);
        return notes;
    }

    private static void otherGrouping(EvaluationReport baseline, EvaluationReport current, List<String> notes) {
        String names = current.tasks().entrySet().stream()
                .filter(task -> baseline.tasks().containsKey(task.getKey()))
                .filter(task -> TaskComparison.otherGrouping(baseline.tasks().get(task.getKey()), task.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            notes.add("The baseline ranked examples without a group as one group, so grouped metrics are not compared: "
                    + names + ". Evaluate the baseline's model again.");
        }
    }

    private static void missing(String what, EvaluationReport from, EvaluationReport in, List<String> notes) {
        String names = from.tasks().keySet().stream()
                .filter(name -> !in.tasks().containsKey(name))
                .collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            notes.add(String.format(Locale.ROOT, "%s, so not compared: %s.", what, names));
        }
    }
}
