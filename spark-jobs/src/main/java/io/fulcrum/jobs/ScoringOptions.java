package io.fulcrum.jobs;

import io.fulcrum.contract.Split;
import picocli.CommandLine.Option;

/** The model and the prepared split of the programs that score. */
final class ScoringOptions {
    @Option(names = "--data", required = true, paramLabel = "DIR", description = "Directory that prepare published.")
    private String data;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Directory that train published.")
    private String model;

    @Option(
            names = "--split",
            defaultValue = "TEST",
            paramLabel = "SPLIT",
            description = "Split to score: train, validation or test (default: test).")
    private Split split;

    String data() {
        return data;
    }

    String model() {
        return model;
    }

    EvaluateJob.Inputs inputs() {
        return new EvaluateJob.Inputs(data, model, split);
    }

    Split split() {
        return split;
    }

    @Override
    public String toString() {
        return split.folder() + " split of " + data + ", model " + model;
    }
}
