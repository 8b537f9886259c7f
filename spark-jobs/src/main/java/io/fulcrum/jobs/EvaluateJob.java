package io.fulcrum.jobs;

import io.fulcrum.contract.Split;
import io.fulcrum.data.PreparedData;
import io.fulcrum.evaluate.EvaluationReport;
import io.fulcrum.evaluate.EvaluationSettings;
import io.fulcrum.evaluate.MetricGate;
import io.fulcrum.evaluate.ReportFormatException;
import io.fulcrum.evaluate.ReportJson;
import io.fulcrum.evaluate.ReportSubject;
import io.fulcrum.evaluate.ReportSubject.Artifact;
import io.fulcrum.evaluate.TaskMetrics;
import io.fulcrum.evaluate.html.ReportHtml;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.RunRecord;
import io.fulcrum.job.Storage;
import io.fulcrum.job.WorkStage;
import io.fulcrum.model.LoadedModel;
import io.fulcrum.model.ModelDirectory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A model and a prepared split in, a report for machines and one for people out. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Measures a model on a split and publishes report.json and report.html.",
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
        JobPaths paths = JobPaths.writing(output).data(scored.data()).model(scored.model());
        if (baseline != null) {
            paths.reading(baseline, EvaluateJob::readReport);
        }
        try (JobContext job = JobContext.open(options, "evaluate", settings -> description(), paths)) {
            Optional<EvaluationReport> before = Optional.ofNullable(baseline).map(EvaluateJob::readReport);
            EvaluationReport report =
                    run(job, scored.inputs(), before, output);
            return status(report);
        }
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
        PreparedData prepared = Compatibility.readBy(loaded, found, inputs);
        RunRecord.Builder record = job.freshRecord()
                .input("data", inputs.data(), prepared.manifest().fingerprint())
                .input("model", inputs.model(), loaded.fingerprint());
        try (PublishedDirectory directory = PublishedDirectory.open(output, job.ifExists())) {
            EvaluationReport measured = measure(job, prepared, loaded, inputs);
            EvaluationReport compared = baseline.map(measured::comparedWith).orElse(measured);
            MetricGate gate = job.settings().evaluate().gate();
            EvaluationReport report = gate.rules().isEmpty() ? compared : compared.gatedBy(gate);
            directory.write(REPORT_JSON, ReportJson.toJson(report));
            directory.write(REPORT_HTML, ReportHtml.render(report, ModelHistory.read(inputs.model())));
            job.describe(directory, record.result("passesGate", report.passesGate()));
            String published = directory.publish();
            System.out.print(MetricLines.of(report));
            System.out.println("Report: " + Storage.forPeople(published + "/" + REPORT_HTML));
            return report;
        }
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
            return EvaluationReport.of(subject, settings, metrics, List.of());
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
