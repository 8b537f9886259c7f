package io.fulcrum.jobs;

import io.fulcrum.contract.Split;
import io.fulcrum.contract.drift.DriftLimits;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.PreparedData;
import io.fulcrum.evaluate.EvaluationReport;
import io.fulcrum.evaluate.EvaluationSettings;
import io.fulcrum.evaluate.Findings;
import io.fulcrum.evaluate.MetricGate;
import io.fulcrum.evaluate.ReportFormatException;
import io.fulcrum.evaluate.ReportJson;
import io.fulcrum.evaluate.ReportSubject;
import io.fulcrum.evaluate.ReportSubject.Artifact;
import io.fulcrum.evaluate.TaskMetrics;
import io.fulcrum.evaluate.html.ReportHtml;
import io.fulcrum.features.NewRows.Labels;
import io.fulcrum.features.drift.DriftChecks;
import io.fulcrum.features.encode.CountedRows;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.RunRecord;
import io.fulcrum.job.Storage;
import io.fulcrum.job.WorkStage;
import io.fulcrum.jobs.RawRows.Found;
import io.fulcrum.model.FoundStructure;
import io.fulcrum.model.store.LoadedModel;
import io.fulcrum.model.store.ModelDirectory;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model and a prepared split or raw rows in, a report for machines and one for people out. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description =
                "Measures a model on a split, or on raw rows with labels, and publishes report.json and report.html.",
        footer = {
            "",
            "Example:",
            "  fulcrum evaluate --config conf/census-income.conf --data runs/census/data --model runs/census/model \\",
            "      --output runs/census/report --baseline runs/last/report/report.json"
        })
public final class EvaluateJob implements Callable<Integer> {
    static final String REPORT_JSON = "report.json";
    static final String REPORT_HTML = "report.html";

    @Mixin
    private JobOptions options;

    @Mixin
    private ScoringOptions scored;

    @Option(names = "--baseline", paramLabel = "FILE", description = "report.json to compare with.")
    private String baseline;

    @Option(names = "--output", required = true, paramLabel = "DIR", description = "Report directory to publish.")
    private String output;

    public static void main(String[] arguments) {
        Fulcrum.main("evaluate", arguments);
    }

    @Override
    public Integer call() {
        scored.requireOneKind();
        return scored.input().map(this::evaluateRaw).orElseGet(this::evaluatePrepared);
    }

    private int evaluatePrepared() {
        JobPaths paths = reading(
                JobPaths.writing(output).data(scored.data(), scored.split()).model(scored.model()));
        try (JobContext job = JobContext.open(options, "evaluate", settings -> description(), paths)) {
            Inputs inputs = new Inputs(scored.data(), scored.model(), scored.split());
            return status(run(job, inputs, baseline(), output));
        }
    }

    private int evaluateRaw(String input) {
        JobPaths paths = reading(JobPaths.writing(output).model(scored.model()).encoders(scored.model()));
        try (JobContext job = JobContext.openForNewRows(options, "evaluate", input, paths)) {
            RawRows rows = RawRows.open(job, scored.model(), Labels.REQUIRED);
            LoadedModel loaded = ModelDirectory.read(scored.model());
            rows.requireModel(scored.model(), loaded);
            RunRecord.Builder record = job.freshRecord().input("model", scored.model(), loaded.fingerprint());
            try (PublishedDirectory directory = PublishedDirectory.open(output, job.ifExists());
                    CountedRows kept = WorkStage.of("encode").run(rows::kept)) {
                Found found = rows.require(kept.counts(), Split.TEST);
                requireLabels(found, input);
                EvaluationReport measured = measure(job, rows, kept, found, loaded);
                EvaluationReport report = publish(
                        job,
                        new Publication(directory, found.describe(record, input), scored.model()),
                        measured,
                        baseline());
                found.print();
                return status(report);
            }
        }
    }

    private static void requireLabels(Found found, String input) {
        if (!found.hasLabels()) {
            throw JobFailure.dataCheck(
                    input + " has no label of any task in " + found.counts().rows()
                            + " rows, but an evaluation needs labels. Name rows with labels, or run fulcrum score.");
        }
    }

    private EvaluationReport measure(JobContext job, RawRows rows, CountedRows kept, Found found, LoadedModel loaded) {
        FeatureManifest manifest = rows.manifest();
        EvaluationSettings settings = job.settings().evaluate().evaluation(manifest.group());
        ReportSubject subject = new ReportSubject(
                new Artifact(scored.model(), loaded.fingerprint()),
                new Artifact(rows.input(), manifest.fingerprint()),
                "input",
                Instant.now());
        long count = found.counts().rows();
        try (ScoredSplit encoded = ScoredSplit.of(kept.rows(manifest), manifest, count)) {
            Map<String, TaskMetrics> metrics =
                    WorkStage.of("evaluate", count).run(() -> encoded.evaluate(loaded.model(), settings));
            return EvaluationReport.of(subject, settings, metrics, RowNotes.of(manifest))
                    .with(found.findings())
                    .with(FoundStructure.of(loaded.model()));
        }
    }

    private JobPaths reading(JobPaths paths) {
        return baseline == null ? paths : paths.reading(baseline, EvaluateJob::readReport);
    }

    private Optional<EvaluationReport> baseline() {
        return Optional.ofNullable(baseline).map(EvaluateJob::readReport);
    }

    private String description() {
        return scored + " -> report " + output;
    }

    /** What is measured on what. */
    record Inputs(String data, String model, Split split) {}

    static EvaluationReport run(JobContext job, Inputs inputs, Optional<EvaluationReport> baseline, String output) {
        PreparedData found = PreparedData.open(job.spark(), inputs.data());
        LoadedModel loaded = ModelDirectory.read(inputs.model());
        Compatibility.requireSameTasks(job.settings(), found.manifest(), inputs.data());
        Compatibility.requireSplits(found.manifest(), inputs.data(), inputs.split());
        Compatibility.requireLabels(found.manifest(), inputs.data(), inputs.split());
        PreparedData prepared = Compatibility.readBy(loaded, found, inputs);
        RunRecord.Builder record = job.freshRecord()
                .input("data", inputs.data(), prepared.manifest().fingerprint())
                .input("model", inputs.model(), loaded.fingerprint());
        StoredDrift drift = StoredDrift.of(inputs, found.manifest());
        Optional<String> warning = warning(drift, job.settings().encode().drift());
        try (PublishedDirectory directory = PublishedDirectory.open(output, job.ifExists())) {
            EvaluationReport measured = measure(job, prepared, loaded, inputs)
                    .with(new Findings(drift.missing(), drift.drift()))
                    .with(FoundStructure.of(loaded.model()));
            EvaluationReport report =
                    publish(job, new Publication(directory, record, inputs.model()), measured, baseline);
            drift.lines().forEach(System.out::println);
            warning.ifPresent(line -> System.err.println("Warning: " + line));
            return report;
        }
    }

    /** Returns the warning of drift, if there is any; fails if features drift above the limit. */
    private static Optional<String> warning(StoredDrift drift, DriftLimits limits) {
        Optional<DriftChecks> checks = drift.drift().map(found -> new DriftChecks(found, limits));
        checks.flatMap(DriftChecks::failure).ifPresent(line -> {
            throw JobFailure.dataCheck(line);
        });
        return checks.flatMap(DriftChecks::warning);
    }

    /** Where a report goes, the record of its run, and the directory of the model whose history it shows. */
    private record Publication(PublishedDirectory directory, RunRecord.Builder record, String model) {}

    private static EvaluationReport publish(
            JobContext job, Publication to, EvaluationReport measured, Optional<EvaluationReport> baseline) {
        EvaluationReport compared = baseline.map(measured::comparedWith).orElse(measured);
        MetricGate gate = job.settings().evaluate().gate();
        EvaluationReport report = gate.rules().isEmpty() ? compared : compared.gatedBy(gate);
        to.directory().write(REPORT_JSON, ReportJson.toJson(report));
        to.directory().write(REPORT_HTML, ReportHtml.render(report, ModelHistory.read(to.model())));
        job.describe(to.directory(), to.record().result("passesGate", report.passesGate()));
        String published = to.directory().publish();
        System.out.print(MetricLines.of(report));
        System.out.println("Report: " + Storage.forPeople(published + "/" + REPORT_HTML));
        return report;
    }

    /** Tells what the gate found and returns the exit status that it means. */
    static int status(EvaluationReport report) {
        report.judgement()
                .gate()
                .ifPresent(gate ->
                        gate.violations().forEach(violation -> System.err.println("Metric gate: " + violation)));
        return report.passesGate() ? ExitCode.OK.status() : ExitCode.METRIC_GATE_FAILED.status();
    }

    private static EvaluationReport measure(JobContext job, PreparedData prepared, LoadedModel loaded, Inputs inputs) {
        EvaluationSettings settings =
                job.settings().evaluate().evaluation(prepared.manifest().group());
        ReportSubject subject = new ReportSubject(
                new Artifact(inputs.model(), loaded.fingerprint()),
                new Artifact(inputs.data(), prepared.manifest().fingerprint()),
                inputs.split().folder(),
                Instant.now());
        try (ScoredSplit scored = ScoredSplit.of(prepared, inputs.split())) {
            long rows = prepared.manifest().split(inputs.split()).rows();
            Map<String, TaskMetrics> metrics = WorkStage.of(
                            "evaluate " + inputs.split().folder(), rows)
                    .run(() -> scored.evaluate(loaded.model(), settings));
            return EvaluationReport.of(subject, settings, metrics, RowNotes.of(prepared.manifest()));
        }
    }

    private static EvaluationReport readReport(String file) {
        String json = Storage.readText(file)
                .orElseThrow(() -> JobFailure.invalid("There is no baseline report " + file
                        + ". Name the report.json of an earlier evaluation, or leave --baseline out."));
        try {
            return ReportJson.fromJson(json, file);
        } catch (ReportFormatException e) {
            throw JobFailure.invalid(e.getMessage());
        }
    }
}
