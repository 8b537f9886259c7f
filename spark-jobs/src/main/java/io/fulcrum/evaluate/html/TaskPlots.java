package io.fulcrum.evaluate.html;

import io.fulcrum.evaluate.Metric;
import io.fulcrum.evaluate.TaskCurves.CalibrationBin;
import io.fulcrum.evaluate.TaskCurves.Histogram;
import io.fulcrum.evaluate.TaskKind;
import io.fulcrum.evaluate.TaskMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The plots of one task: ROC, calibration, and how its scores lie. */
final class TaskPlots {
    private final String task;
    private final TaskMetrics metrics;
    private final String colour;
    private final Series key;

    TaskPlots(String task, TaskMetrics metrics, int colour) {
        this.task = task;
        this.metrics = metrics;
        this.key = new Series(task, colour, List.of());
        this.colour = key.cssClass();
    }

    List<Element> figures() {
        List<Element> figures = new ArrayList<>();
        if (!metrics.curves().roc().isEmpty()) {
            figures.add(roc());
        }
        if (!metrics.curves().calibration().isEmpty()) {
            figures.add(calibration());
        }
        if (!metrics.curves().histogram().edges().isEmpty()) {
            figures.add(distribution());
        }
        return figures;
    }

    private Element roc() {
        List<Point> points = metrics.curves().roc().stream()
                .map(point -> new Point(point.falsePositiveRate(), point.truePositiveRate()))
                .toList();
        String auc = "AUC "
                + metrics.value(Metric.AUC).stream()
                        .mapToObj(Numbers::score)
                        .findFirst()
                        .orElse("undefined");
        Plot plot = new Plot(
                        "ROC curve of " + task + ", " + auc,
                        Axis.linear(0, 1, "false positive rate"),
                        Axis.linear(0, 1, "true positive rate"))
                .rule("reference", new Point(0, 0), new Point(1, 1))
                .area(colour, points, task + ": " + auc);
        return new Figure(
                        "ROC",
                        List.of(key, Series.reference("guessing")),
                        plot,
                        auc + ": true positive rate against false positive rate over all thresholds.")
                .element();
    }

    private Element calibration() {
        List<CalibrationBin> bins = metrics.curves().calibration();
        double low = metrics.kind() == TaskKind.BINARY ? 0 : extreme(bins, -1);
        double high = extreme(bins, 1);
        Axis x = Axis.around(low, high, "mean prediction");
        Plot plot = new Plot("Calibration of " + task, x, Axis.around(low, high, "mean label"))
                .rule("reference", new Point(x.low(), x.low()), new Point(x.high(), x.high()))
                .line(colour + " thin", bins.stream().map(TaskPlots::point).toList(), task);
        for (int b = 0; b < bins.size(); b++) {
            if (metrics.kind() == TaskKind.BINARY) {
                errorBar(plot, bins.get(b), x.high());
            }
            plot.dot(colour, point(bins.get(b)), 3.5, describe(b, bins.get(b)));
        }
        return new Figure("Calibration", List.of(key, Series.reference("exact")), plot, calibrationCaption(bins.size()))
                .element();
    }

    private String calibrationCaption(int bins) {
        String bars = metrics.kind() == TaskKind.BINARY ? "; bars span 95 % of sampling error" : "";
        String ece = metrics.value(Metric.ECE).stream()
                .mapToObj(error -> " ECE " + Numbers.score(error) + ".")
                .findFirst()
                .orElse("");
        return String.format(
                Locale.ROOT,
                "%d bins of equal mass%s. Above the dashed line the model underestimates.%s",
                bins,
                bars,
                ece);
    }

    /** The Wilson interval of a bin's label rate, which stays inside 0 … 1. */
    private void errorBar(Plot plot, CalibrationBin bin, double top) {
        double z = 1.96;
        double n = bin.examples();
        double rate = bin.meanLabel();
        double centre = (rate + z * z / (2 * n)) / (1 + z * z / n);
        double half = z * Math.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n)) / (1 + z * z / n);
        plot.rule(
                "bar " + colour,
                new Point(bin.meanPrediction(), Math.max(0, centre - half)),
                new Point(bin.meanPrediction(), Math.min(top, centre + half)));
    }

    private static String describe(int index, CalibrationBin bin) {
        return String.format(
                Locale.ROOT,
                "Bin %d: %s examples, mean prediction %s, mean label %s",
                index + 1,
                Numbers.count(bin.examples()),
                Numbers.score(bin.meanPrediction()),
                Numbers.score(bin.meanLabel()));
    }

    private static Point point(CalibrationBin bin) {
        return new Point(bin.meanPrediction(), bin.meanLabel());
    }

    private static double extreme(List<CalibrationBin> bins, int sign) {
        return bins.stream()
                        .mapToDouble(bin -> Math.max(sign * bin.meanPrediction(), sign * bin.meanLabel()))
                        .max()
                        .orElseThrow()
                * sign;
    }

    private Element distribution() {
        Histogram histogram = metrics.curves().histogram();
        boolean binary = metrics.kind() == TaskKind.BINARY;
        Plot plot = new Plot(
                "Distribution of the scores of " + task,
                scoreAxis(histogram.edges()),
                Axis.around(0, 100 * highestShare(histogram), binary ? "% of the class" : "% of examples"));
        List<Series> legend = new ArrayList<>();
        histogram.series().forEach((name, counts) -> {
            Series series = legend.isEmpty() ? Series.plain(name) : new Series(name, key.colour(), List.of());
            plot.area(series.cssClass(), steps(histogram.edges(), shares(counts)), task + ": " + name);
            legend.add(series);
        });
        hovers(plot, histogram);
        String caption = binary
                ? "Scores by class: the less the classes overlap, the higher the AUC."
                : "Predictions vary less than labels where the model is uncertain.";
        return new Figure("Score distribution", legend, plot, caption).element();
    }

    private Axis scoreAxis(List<Double> edges) {
        double low = edges.get(0);
        double high = edges.get(edges.size() - 1);
        return metrics.kind() == TaskKind.BINARY
                ? Axis.logit(low, high, "predicted probability, logit scale")
                : Axis.linear(low, high, "value");
    }

    private static double highestShare(Histogram histogram) {
        return histogram.series().values().stream()
                .flatMap(counts -> shares(counts).stream())
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1);
    }

    private void hovers(Plot plot, Histogram histogram) {
        for (int bin = 0; bin + 1 < histogram.edges().size(); bin++) {
            StringBuilder text = new StringBuilder();
            for (var series : histogram.series().entrySet()) {
                text.append(text.isEmpty() ? "" : ", ")
                        .append(Numbers.count(series.getValue().get(bin)))
                        .append(' ')
                        .append(series.getKey());
            }
            plot.hover(histogram.edges().get(bin), histogram.edges().get(bin + 1), text.toString());
        }
    }

    private static List<Double> shares(List<Long> counts) {
        double total = Math.max(1, counts.stream().mapToLong(Long::longValue).sum());
        return counts.stream().map(count -> count / total).toList();
    }

    private static List<Point> steps(List<Double> edges, List<Double> shares) {
        List<Point> points = new ArrayList<>();
        for (int bin = 0; bin < shares.size(); bin++) {
            points.add(new Point(edges.get(bin), 100 * shares.get(bin)));
            points.add(new Point(edges.get(bin + 1), 100 * shares.get(bin)));
        }
        return points;
    }
}
