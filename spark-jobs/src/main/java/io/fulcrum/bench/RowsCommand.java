package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Measures whether training slows down as data grows. */
@Command(
        name = "rows",
        mixinStandardHelpOptions = true,
        description =
                "Measures the time of a row over trainings on ever more generated rows, which go to disk where memory"
                        + " ends. The sizes end at 10 million unless more are named: 100 million take some ten minutes.",
        footer = {
            "",
            "Examples:",
            "  fulcrum bench rows",
            "  fulcrum bench rows --runs 1 --rows 100000,1000000,10000000,100000000 --json rows.json"
        })
final class RowsCommand implements Callable<Integer> {
    @Mixin
    private BenchOutput output;

    @Mixin
    private RoundOptions rounds;

    @Option(
            names = "--rows",
            split = ",",
            defaultValue = "100000,1000000,10000000",
            description = "Numbers of rows (default: ${DEFAULT-VALUE}).")
    private List<Long> sizes;

    @Option(
            names = "--at-least",
            defaultValue = "10000000",
            paramLabel = "ROWS",
            description = "Rows that a training visits at least, in as many epochs (default: ${DEFAULT-VALUE}).")
    private long atLeast;

    @Option(names = "--runs", defaultValue = "3", description = "Trainings of each size (default: ${DEFAULT-VALUE}).")
    private int runs;

    @Override
    public Integer call() {
        output.requirePositive(runs);
        output.requirePositive(sizes.stream().mapToInt(rows -> rows < 1 ? 0 : 1).toArray());
        RoundSize size = rounds.size(output);
        output.show(new RowsBench(rounds.sides(), runs, size, sizes, atLeast).run(Progress.onStandardError()));
        return 0;
    }
}
