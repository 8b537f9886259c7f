package io.fulcrum.jobs;

import io.fulcrum.contract.Split;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The model of the programs that score, and what they score: a prepared split or raw rows. */
final class ScoringOptions {
    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(names = "--data", paramLabel = "DIR", description = "Directory that prepare or encode published.")
    private String data;

    @Option(
            names = "--input",
            paramLabel = "RAW",
            description = "Path, glob or table name of raw rows, instead of --data. They are encoded as the model's"
                    + " training data was; it overrides data.input.")
    private String input;

    @Option(names = "--model", required = true, paramLabel = "DIR", description = "Directory that train published.")
    private String model;

    @Option(
            names = "--split",
            paramLabel = "SPLIT",
            description = "Split of --data to score: train, validation or test (default: test).")
    private Split split;

    /**
     * Requires exactly one of the two kinds of rows.
     *
     * @throws ParameterException if there are none or both, or a split of raw rows is named
     */
    void requireOneKind() {
        if ((data == null) == (input == null)) {
            throw refused(
                    data == null
                            ? "missing required option: '--data=DIR' or '--input=RAW'."
                            : "--data and --input are both given, but only one of them can be scored. Leave one out.");
        }
        if (input != null && split != null) {
            throw refused("--split is given with --input, but raw rows have no splits. Leave --split out.");
        }
    }

    private ParameterException refused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Returns the raw rows, if they are what is scored. */
    Optional<String> input() {
        return Optional.ofNullable(input);
    }

    String data() {
        return data;
    }

    String model() {
        return model;
    }

    EvaluateJob.Inputs inputs() {
        return new EvaluateJob.Inputs(data, model, split());
    }

    Split split() {
        return split == null ? Split.TEST : split;
    }

    @Override
    public String toString() {
        return split().folder() + " split of " + data + ", model " + model;
    }
}
