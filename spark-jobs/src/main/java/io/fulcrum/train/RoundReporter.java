package io.fulcrum.train;

import io.fulcrum.contract.TaskSet;
import io.fulcrum.job.Progress;
import io.fulcrum.job.WorkStage;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.layer.NetworkReadings;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Tells of each round: a record in the log for programs, a line of progress for people. */
public final class RoundReporter {
    private final RoundLog log;
    private final Progress progress;
    private final TaskSet tasks;
    private final int rounds;
    private final long started = System.nanoTime();
    private OptionalLong rows = OptionalLong.empty(); // of the training split
    private Optional<NetworkGraph> network = Optional.empty();
    private int first = -1; // round that this reporter saw first

    /**
     * Reports to a log and a terminal.
     *
     * @param rounds rounds of the whole run, if it is not stopped early
     */
    public RoundReporter(RoundLog log, Progress progress, TaskSet tasks, int rounds) {
        this.log = log;
        this.progress = progress;
        this.tasks = tasks;
        this.rounds = rounds;
    }

    /** Makes progress of loading show how many rows there are in all. */
    public RoundReporter reading(long trainRows) {
        rows = OptionalLong.of(trainRows);
        return this;
    }

    /** Makes records tell what was measured of the network. */
    public RoundReporter of(NetworkGraph graph) {
        network = Optional.of(graph);
        return this;
    }

    /** Returns what {@code work} returns, which reads the training split for the first time. */
    <T> T loading(Supplier<T> work) {
        long start = System.nanoTime();
        T loaded = new WorkStage("load train", rows).run(work);
        progress.note(String.format(
                Locale.ROOT,
                "loaded train: %sin %.1f s",
                rows.isPresent() ? String.format(Locale.ROOT, "%,d rows ", rows.getAsLong()) : "",
                (System.nanoTime() - start) / 1e9));
        return loaded;
    }

    void report(RoundOutcome round, Map<String, Map<String, Double>> validation) {
        first = first < 0 ? round.round() : first;
        log.write(record(round, validation));
        String line = line(round);
        if (validation.isEmpty()) {
            progress.update(line);
        } else {
            progress.note(line);
            progress.note("epoch " + (round.epoch() + 1) + " validation  " + told(validation));
        }
        skipped(round)
                .forEach((task, batches) -> progress.note("round " + (round.round() + 1) + ": left out " + batches
                        + " batches for losses or gradients of task " + task + " that are not finite"));
        round.diagnostics().notes().forEach(progress::note); // each begins with its round
    }

    private RoundRecord record(RoundOutcome round, Map<String, Map<String, Double>> validation) {
        List<String> names = tasks.names();
        NetworkReadings readings = readings(round);
        return new RoundRecord(
                RoundRecord.SCHEMA,
                round.round() + 1,
                round.epoch() + 1,
                round.step(),
                round.examples(),
                round.rowsPerSecond(),
                round.seconds(),
                round.bytesDown(),
                round.bytesUp(),
                round.rows().changed(),
                round.rows().evicted(),
                names,
                RoundLog.byTask(names, round.result().losses()),
                RoundLog.byTask(names, round.result().probe().losses()),
                skipped(round),
                RoundLog.byTask(names, round.taskWeights()),
                Arrays.stream(round.taskWeights()).map(Math::abs).sum(),
                measured(round.predicted()),
                measured(round.result().probe().detail().lossesAfter()),
                round.result().probe().gram(),
                round.result().probe().isByRepresentation() ? RoundRecord.REPRESENTATION : "",
                round.diagnostics().cosines(),
                round.diagnostics().multipliers(),
                RoundRecord.finite(round.diagnostics().lambda()),
                RoundRecord.finite(round.diagnostics().gap()),
                round.diagnostics().readings(),
                round.diagnostics().notes(),
                round.digest(),
                readings.terms(),
                readings.penalties(),
                readings.deadUnits(),
                readings.gates(),
                gradientNorms(round),
                validation);
    }

    private Map<String, Map<String, Double>> gradientNorms(RoundOutcome round) {
        Map<String, Map<String, Double>> norms = new LinkedHashMap<>();
        network.ifPresent(graph -> round.result()
                .probe()
                .gradients()
                .norms(graph.layout())
                .forEach((layer, ofTasks) -> norms.put(layer, RoundLog.byTask(tasks.names(), ofTasks))));
        return norms;
    }

    private NetworkReadings readings(RoundOutcome round) {
        return network.map(graph -> NetworkReadings.of(
                        graph, round.result().measures(), round.result().parameters(), round.round()))
                .orElse(NetworkReadings.NONE);
    }

    /** Returns the values by task; nothing where none were measured. */
    private Map<String, Double> measured(double[] values) {
        return values.length == 0 ? Map.of() : RoundLog.byTask(tasks.names(), values);
    }

    private Map<String, Long> skipped(RoundOutcome round) {
        Map<String, Long> skipped = new LinkedHashMap<>();
        for (int task = 0; task < tasks.size(); task++) {
            if (round.result().skipped()[task] > 0) {
                skipped.put(tasks.task(task).name(), round.result().skipped()[task]);
            }
        }
        return skipped;
    }

    private String line(RoundOutcome round) {
        double elapsed = (System.nanoTime() - started) / 1e9;
        double left = elapsed / (round.round() - first + 1) * (rounds - round.round() - 1);
        return String.format(
                Locale.ROOT,
                "round %d/%d  epoch %d  %,.0f rows/s  loss %s  weights %s  left %s",
                round.round() + 1,
                rounds,
                round.epoch() + 1,
                round.rowsPerSecond(),
                told(round.result().losses(), "%.4f"),
                told(round.taskWeights(), "%.3f"),
                clock(left));
    }

    private String told(double[] values, String format) {
        return tasks.names().stream()
                .map(name -> name + " " + String.format(Locale.ROOT, format, values[tasks.indexOf(name)]))
                .collect(Collectors.joining(" "));
    }

    private static String told(Map<String, Map<String, Double>> validation) {
        return validation.entrySet().stream()
                .map(task -> task.getKey() + " "
                        + task.getValue().entrySet().stream()
                                .map(metric ->
                                        String.format(Locale.ROOT, "%s %.5f", metric.getKey(), metric.getValue()))
                                .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("  "));
    }

    private static String clock(double seconds) {
        long whole = Math.round(seconds);
        return whole >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60);
    }
}
