package io.fulcrum.evaluate;

import io.fulcrum.contract.drift.Drift;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What evaluation publishes: the subject, metrics, what else was found, and what a baseline and a gate make of it. */
public record EvaluationReport(
        ReportSubject subject,
        EvaluationSettings settings,
        Map<String, TaskMetrics> tasks,
        Findings findings,
        Judgement judgement) {
    /**
     * The version of {@code report.json}; a change that an older reader would misread raises it. Version 2 leaves
     * examples without a group out of the grouped metrics; version 1, which ranked them as one group, is read too.
     * Readers of version 2 pass over the drift of features, which was added to it.
     */
    public static final int SCHEMA = 2;

    static final int OLDEST_SCHEMA = 1;

    /** What a baseline and a gate say, where there are any. */
    public record Judgement(Optional<ReportComparison> comparison, Optional<GateOutcome> gate) {
        public static final Judgement NONE = new Judgement(Optional.empty(), Optional.empty());
    }

    public EvaluationReport {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "Report of split \"%s\" has no task: a report measures at least one. Evaluate a model with tasks.",
                    subject.split()));
        }
        tasks = Immutable.copyInOrder(tasks);
    }

    /** A report not yet compared or gated, with notes on what its grouped metrics leave out. */
    public static EvaluationReport of(
            ReportSubject subject, EvaluationSettings settings, Map<String, TaskMetrics> tasks, List<String> notes) {
        List<String> all = new ArrayList<>(GroupNotes.of(settings, tasks));
        all.addAll(notes);
        return new EvaluationReport(subject, settings, tasks, new Findings(all, Optional.empty()), Judgement.NONE);
    }

    /** Returns the same with further notes, and the drift that it has. */
    public EvaluationReport with(List<String> furtherNotes) {
        return with(new Findings(furtherNotes, drift()));
    }

    /** Returns the same with further findings, whose drift replaces that which it has. */
    public EvaluationReport with(Findings further) {
        List<String> all = new ArrayList<>(notes());
        all.addAll(further.notes());
        return new EvaluationReport(subject, settings, tasks, new Findings(all, further.drift()), judgement);
    }

    public List<String> notes() {
        return findings.notes();
    }

    /** Returns how the features differ from those of training, where both were counted. */
    public Optional<Drift> drift() {
        return findings.drift();
    }

    public EvaluationReport comparedWith(EvaluationReport baseline) {
        Judgement compared = new Judgement(Optional.of(ReportComparison.between(baseline, this)), judgement.gate());
        return new EvaluationReport(subject, settings, tasks, findings, compared);
    }

    /** Compare first: rules on drops against a baseline read the comparison. */
    public EvaluationReport gatedBy(MetricGate gate) {
        Judgement gated = new Judgement(judgement.comparison(), Optional.of(gate.check(this)));
        return new EvaluationReport(subject, settings, tasks, findings, gated);
    }

    public boolean passesGate() {
        return judgement.gate().map(GateOutcome::passed).orElse(true);
    }
}
