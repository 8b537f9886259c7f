package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures how fast raw rows are prepared. */
@Command(
        name = "prepare",
        mixinStandardHelpOptions = true,
        description =
                "Measures rows a second, processor time, peak memory and bytes of preparing a generated table of 26"
                        + " text columns and 13 numbers, beside stages of spark.ml and, where the interpreter has it, polars.",
        footer = {
            "",
            "Examples:",
            "  fulcrum bench prepare",
            "  fulcrum bench prepare --rows 5000000 --runs 3 --python /opt/polars/bin/python --json prepare.json",
            "  fulcrum bench prepare --rows 50000000 --runs 1 --sides fulcrum"
        })
final class PrepareBenchCommand implements Callable<Integer> {
    private static final String SCRIPT = "prepare_polars.py";

    @Mixin
    private BenchOutput output;

    @Option(
            names = "--rows",
            split = ",",
            defaultValue = "1000000",
            description = "Numbers of rows (default: ${DEFAULT-VALUE}).")
    private List<Long> sizes;

    @Option(
            names = "--sides",
            split = ",",
            paramLabel = "SIDE",
            defaultValue = "fulcrum,spark-ml,polars",
            description = "What prepares the rows: ${COMPLETION-CANDIDATES} (default: all).")
    private List<PreparationSide> wanted;

    @Option(names = "--runs", defaultValue = "3", description = "Runs of each side (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Option(
            names = "--cores",
            defaultValue = "0,1",
            description = "Cores for every side, as taskset -c takes them (default: ${DEFAULT-VALUE}).")
    private String cores;

    @Option(names = "--python", paramLabel = "PYTHON", description = "Interpreter that has polars.")
    private Optional<Path> python = Optional.empty();

    @Override
    public Integer call() {
        output.requirePositive(runs);
        output.requirePositive(sizes.stream().mapToInt(rows -> rows < 1 ? 0 : 1).toArray());
        Path scripts = Path.of(System.getenv().getOrDefault("FULCRUM_HOME", "."), "deploy", "bench");
        Path interpreter = python.orElse(scripts.resolve(".venv/bin/python"));
        Sides sides = new Sides(cores, interpreter, scripts.resolve(SCRIPT));
        List<PreparationSide> compared = new ArrayList<>(wanted);
        if (wanted.contains(PreparationSide.POLARS) && !sides.hasModule("polars")) {
            compared.remove(PreparationSide.POLARS);
            System.err.println(
                    "There is no polars for the comparison: " + interpreter + " cannot import it. Its rows are"
                            + " left out. Run deploy/bench/setup, or name an interpreter that has polars with --python.");
        }
        output.show(new PreparationBench(sides, compared, sizes, runs).run(Progress.onStandardError()));
        return 0;
    }
}
