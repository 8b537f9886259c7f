package io.fulcrum.evaluate.html;

import io.fulcrum.evaluate.RoundEntry;
import io.fulcrum.evaluate.TrainingHistory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** The plots of the training's rounds: task weights, losses, gradient cosines, changes of losses, method, network. */
final class TrainingPlots {
    private static final String PREDICTED =
            "First-order change by a round's steps, if they were those of gradient descent"
                    + " on the measured parameters: above 0 the task weights sacrifice the task.";
    private static final String OBSERVED = "Change of the probe's losses: over the round on the same examples where the"
            + " method measures them, else to the next round's probe.";
    private static final int MOST_PAIRS = 6;
    private static final int MOST_EPOCH_LINES = 30;
    private static final double LOGARITHMIC_FROM = 20;

    private final TrainingHistory history;
    private final List<String> tasks;
    private final List<String> colours;
    private final Axis rounds;

    /**
     * The plots of a history.
     *
     * @param colours task names in the order in which colours are given out on the page
     */
    TrainingPlots(TrainingHistory history, List<String> colours) {
        this.history = history;
        this.colours = colours;
        this.tasks = history.tasks();
        this.rounds = Axis.whole(first(history).at().round(), last(history).at().round(), "round");
    }

    private static RoundEntry first(TrainingHistory history) {
        return history.rounds().get(0);
    }

    private static RoundEntry last(TrainingHistory history) {
        return history.rounds().get(history.rounds().size() - 1);
    }

    List<Element> figures() {
        List<Element> figures = new ArrayList<>();
        List<Series> weights = perTask(RoundEntry::taskWeights);
        if (!weights.isEmpty()) {
            figures.add(weights(weights));
        }
        List<Series> losses = perTask(RoundEntry::losses);
        if (!losses.isEmpty()) {
            figures.add(losses(losses));
        }
        List<Series> cosines = cosines();
        if (!cosines.isEmpty()) {
            figures.add(cosines(cosines));
        }
        List<Series> predicted = perTask(round -> round.changes().predicted());
        if (!predicted.isEmpty()) {
            figures.add(changes("Predicted loss changes", predicted, PREDICTED));
        }
        List<Series> observed = perTask(round -> round.changes().observed());
        if (!observed.isEmpty()) {
            figures.add(changes("Observed loss changes", observed, OBSERVED));
        }
        figures.addAll(new MethodPlots(history.rounds(), this).figures());
        figures.addAll(new NetworkPlots(history.rounds(), this).figures());
        return figures;
    }

    /** Returns lines over rounds, with an axis from 0 or below. */
    Element figure(String title, List<Series> series, String unit, String words) {
        Axis y = Axis.around(Math.min(0, lowest(series)), Math.max(0, highest(series)), unit);
        return new Figure(title, series, lines(title + " over rounds", series, y), words + averaged(series)).element();
    }

    private Element changes(String title, List<Series> series, String words) {
        double low = Math.min(0, lowest(series));
        double high = Math.max(0, highest(series));
        Plot plot = lines(title + " over rounds", series, Axis.around(low, high, "change of the loss"));
        plot.rule("axis", new Point(rounds.low(), 0), new Point(rounds.high(), 0));
        return new Figure(title, series, plot, words + averaged(series)).element();
    }

    private Element weights(List<Series> series) {
        double floor = history.floors().values().stream()
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(0);
        Axis y = Axis.around(0, Math.max(floor, highest(series)), "task weight");
        Plot plot = lines("Task weights over rounds", series, y);
        for (Series line : series) {
            if (history.floors().containsKey(line.name())) {
                double at = history.floors().get(line.name());
                plot.rule("floor " + line.cssClass(), new Point(rounds.low(), at), new Point(rounds.high(), at));
            }
        }
        String floors = history.floors().isEmpty() ? "" : " Dotted: floors.";
        return new Figure(
                        "Task weights",
                        series,
                        plot,
                        "Factors of the tasks' losses in the shared part of the network." + floors + averaged(series))
                .element();
    }

    private Element losses(List<Series> series) {
        double low = lowest(series);
        double high = highest(series);
        Axis y = low > 0 && high / low > LOGARITHMIC_FROM
                ? Axis.logarithmic(low, high, "training loss, logarithmic")
                : Axis.around(Math.min(low, high), high, "training loss");
        return new Figure(
                        "Losses",
                        series,
                        lines("Training losses over rounds", series, y),
                        "Mean loss of each task in a round, before weighting." + averaged(series))
                .element();
    }

    private Element cosines(List<Series> series) {
        Plot plot = lines("Gradient cosines over rounds", series, Axis.linear(-1, 1, "cosine"));
        plot.rule("axis", new Point(rounds.low(), 0), new Point(rounds.high(), 0));
        int pairs = tasks.size() * (tasks.size() - 1) / 2;
        String left = pairs > series.size()
                ? String.format(Locale.ROOT, " The %d of %d pairs with the lowest mean.", series.size(), pairs)
                : "";
        return new Figure(
                        "Gradient cosines",
                        series,
                        plot,
                        "Between the tasks' shared gradients: below 0 the tasks conflict." + left + averaged(series))
                .element();
    }

    private Plot lines(String description, List<Series> series, Axis y) {
        Plot plot = new Plot(description, rounds, y);
        List<RoundEntry> ends = epochEnds();
        if (ends.size() <= MOST_EPOCH_LINES) {
            ends.forEach(end -> plot.rule(
                    "epoch",
                    new Point(end.at().round(), y.low()),
                    new Point(end.at().round(), y.high())));
        }
        series.forEach(line -> plot.line(line.cssClass(), line.thinned().points(), line.name()));
        return plot;
    }

    /** The last round of every epoch but the last. */
    private List<RoundEntry> epochEnds() {
        List<RoundEntry> ends = new ArrayList<>();
        for (int r = 0; r + 1 < history.rounds().size(); r++) {
            if (history.rounds().get(r).at().epoch()
                    != history.rounds().get(r + 1).at().epoch()) {
                ends.add(history.rounds().get(r));
            }
        }
        return ends;
    }

    private List<Series> perTask(Function<RoundEntry, Map<String, Double>> values) {
        List<Series> series = new ArrayList<>();
        for (String task : tasks) {
            List<Point> points = history.rounds().stream()
                    .filter(round -> values.apply(round).containsKey(task))
                    .map(round ->
                            new Point(round.at().round(), values.apply(round).get(task)))
                    .toList();
            if (!points.isEmpty()) {
                series.add(new Series(task, colours.indexOf(task), points));
            }
        }
        return series;
    }

    private List<Series> cosines() {
        List<Series> pairs = new ArrayList<>();
        for (int i = 0; i < tasks.size(); i++) {
            for (int j = i + 1; j < tasks.size(); j++) {
                List<Point> points = cosines(i, j);
                if (!points.isEmpty()) {
                    pairs.add(new Series(tasks.get(i) + " · " + tasks.get(j), 0, points));
                }
            }
        }
        pairs.sort(Comparator.comparingDouble(
                pair -> pair.points().stream().mapToDouble(Point::y).average().orElseThrow()));
        List<Series> shown = new ArrayList<>();
        for (Series pair : pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()))) {
            shown.add(new Series(pair.name(), Series.COLOURS - 1 - shown.size(), pair.points()));
        }
        return shown;
    }

    private List<Point> cosines(int i, int j) {
        List<Point> points = new ArrayList<>();
        for (RoundEntry round : history.rounds()) {
            List<List<Double>> matrix = round.cosines();
            if (matrix.size() > i
                    && matrix.get(i).size() > j
                    && Double.isFinite(matrix.get(i).get(j))) {
                points.add(new Point(round.at().round(), matrix.get(i).get(j)));
            }
        }
        return points;
    }

    private static String averaged(List<Series> series) {
        OptionalDouble run = series.stream()
                .mapToDouble(line -> Math.ceil(
                        line.points().size() / (double) line.thinned().points().size()))
                .max();
        return run.orElse(1) > 1 ? String.format(Locale.ROOT, " Means of %.0f rounds.", run.getAsDouble()) : "";
    }

    private static double highest(List<Series> series) {
        return series.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::y)
                .max()
                .orElseThrow();
    }

    private static double lowest(List<Series> series) {
        return series.stream()
                .flatMap(line -> line.points().stream())
                .mapToDouble(Point::y)
                .min()
                .orElseThrow();
    }
}
