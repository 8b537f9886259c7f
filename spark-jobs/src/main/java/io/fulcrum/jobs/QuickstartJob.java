package io.fulcrum.jobs;

import io.fulcrum.contract.Split;
import io.fulcrum.evaluate.EvaluationReport;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The whole way on the data that ships with Fulcrum: prepare, train, evaluate. */
@Command(
        name = "quickstart",
        mixinStandardHelpOptions = true,
        description = "Runs prepare, train and evaluate on the census-income data and prints the report's path.",
        footer = {"", "Example:", "  fulcrum quickstart --set rounds.epochs=3"})
public final class QuickstartJob implements Callable<Integer> {
    @Mixin
    private JobOptions options;

    @Option(
            names = "--output",
            defaultValue = "runs/quickstart",
            paramLabel = "DIR",
            description =
                    "Directory for data, model and report; what is there is replaced (default: ${DEFAULT-VALUE}).")
    private String output;

    @Override
    public Integer call() {
        options.quickstart();
        String data = output + "/data";
        String model = output + "/model";
        String measured = output + "/report";
        try (JobContext job = JobContext.open(
                options,
                "quickstart",
                settings -> settings.features().source().input() + " -> data, model and report in " + output,
                JobPaths.writing(data, model, measured))) {
            PrepareJob.run(job, data, Optional.empty());
            TrainJob.run(job, data, model, new RunKeeping());
            EvaluationReport report =
                    EvaluateJob.run(job, new EvaluateJob.Inputs(data, model, Split.TEST), Optional.empty(), measured);
            return EvaluateJob.status(report);
        }
    }
}
