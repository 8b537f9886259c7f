package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import io.fulcrum.model.architecture.ArchitectureType;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Times a training step against PyTorch's. */
@Command(
        name = "step",
        mixinStandardHelpOptions = true,
        description =
                "Times a training step against plain PyTorch, in the best of its ways, on the same core, by turns, and against the rate of"
                        + " matrix products alone.",
        footer = {
            "",
            "Examples:",
            "  fulcrum bench step --json step.json",
            "  fulcrum bench step --nets wide-mmoe --runs 3 --seconds 1",
            "  fulcrum bench step --architecture ple --architecture omoe",
            "  fulcrum bench step --architecture all --markdown"
        })
final class StepCommand implements Callable<Integer> {
    private static final List<String> DEFAULT = List.of("census-mmoe", "census-shared-bottom", "wide-mmoe");

    @Spec
    private CommandSpec spec;

    @Mixin
    private BenchOutput output;

    @Mixin
    private ComparisonOptions comparison;

    @Mixin
    private CensusOptions census;

    @Option(
            names = "--nets",
            split = ",",
            paramLabel = "NET",
            description = "Networks: wide-mmoe, or census- and an architecture's name (default:"
                    + " census-mmoe,census-shared-bottom,wide-mmoe, or none with --architecture).")
    private List<String> nets = List.of();

    @Option(
            names = "--architecture",
            split = ",",
            paramLabel = "NAME",
            description =
                    "Architectures by network.type, over census rows and about as large as the census MMoE, besides"
                            + " those of --nets; all stands for every one. May be repeated.")
    private List<String> architectures = List.of();

    @Option(names = "--batch-size", defaultValue = "1024", description = "Rows of a step (default: ${DEFAULT-VALUE}).")
    private int batchSize;

    @Option(names = "--markdown", description = "Prints a line for each network too, as a Markdown table.")
    private boolean markdown;

    @Override
    public Integer call() {
        output.requirePositive(batchSize);
        comparison.requireSecondPyTorch();
        List<BenchRow> rows = new StepBench(comparison.sides(), comparison.turns(), chosen(), batchSize, census::rows)
                .run(Progress.onStandardError());
        output.show(rows);
        if (markdown) {
            System.out.println(System.lineSeparator() + StepTable.markdown(rows));
        }
        comparison.requirePyTorch();
        return 0;
    }

    private List<StepNet> chosen() {
        List<String> given = nets.isEmpty() && architectures.isEmpty() ? DEFAULT : nets;
        Stream<StepNet> ofArchitectures = architectures.contains("all")
                ? Arrays.stream(ArchitectureType.values()).map(StepNet::of)
                : architectures.stream().map(name -> net("--architecture", name, "census-" + name));
        return Stream.concat(given.stream().map(name -> net("--nets", name, name)), ofArchitectures)
                .distinct()
                .toList();
    }

    private StepNet net(String option, String given, String name) {
        List<StepNet> all = StepNet.all();
        return all.stream()
                .filter(net -> net.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(),
                        "fulcrum bench step: there is no network " + name + ", which " + option + " " + given
                                + " asks for. The networks are " + all + "."));
    }
}
