package io.fulcrum.evaluate.html;

import io.fulcrum.evaluate.Metric;
import io.fulcrum.evaluate.RoundEntry;
import io.fulcrum.evaluate.TrainingHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Two tasks' validation metrics against each other, epoch by epoch; up and right is always better. */
final class ParetoPlane {
    private static final double LABEL_ROOM = 16;

    private final ValidationMetric across;
    private final ValidationMetric up;
    private final TrainingHistory history;
    private final List<Epoch> epochs = new ArrayList<>();

    /** A task's metric of the plane. */
    record ValidationMetric(String task, Metric metric) {
        boolean in(RoundEntry round) {
            return round.validation().getOrDefault(task, Map.of()).containsKey(metric.key());
        }

        double of(RoundEntry round) {
            return round.validation().get(task).get(metric.key());
        }

        Axis axis(double low, double high) {
            double room = high > low ? (high - low) * 0.08 : Math.max(Math.abs(high), 0.01) * 0.02;
            Axis axis = Axis.linear(low - room, high + room, task + ", validation " + metric.label());
            return metric.goal() == Metric.Goal.LOWER ? axis.reversed() : axis;
        }
    }

    /** An epoch as a point between two tasks' validation metrics. */
    private record Epoch(int number, Point at) {}

    ParetoPlane(ValidationMetric across, ValidationMetric up, TrainingHistory history) {
        this.across = across;
        this.up = up;
        this.history = history;
        for (RoundEntry round : history.validated()) {
            if (across.in(round) && up.in(round)) {
                epochs.add(new Epoch(round.at().epoch(), new Point(across.of(round), up.of(round))));
            }
        }
    }

    boolean isEmpty() {
        return epochs.isEmpty();
    }

    Element figure() {
        var xs = epochs.stream().mapToDouble(epoch -> epoch.at().x()).summaryStatistics();
        var ys = epochs.stream().mapToDouble(epoch -> epoch.at().y()).summaryStatistics();
        Plot plot = new Plot(
                        String.format(
                                Locale.ROOT, "Validation metrics of %s and %s over epochs", across.task(), up.task()),
                        across.axis(xs.getMin(), xs.getMax()),
                        up.axis(ys.getMin(), ys.getMax()))
                .line("plain thin", epochs.stream().map(Epoch::at).toList(), "path of the epochs");
        epochs.forEach(epoch -> mark(plot, epoch));
        labels(plot);
        String chosen = history.chosenEpoch().isPresent() ? " Ring: the epoch that was kept." : "";
        return new Figure(
                        String.format(Locale.ROOT, "%s against %s", across.task(), up.task()),
                        List.of(),
                        plot,
                        "Numbers are epochs; up and right is better. Filled: no other epoch is better in both tasks."
                                + chosen)
                .element();
    }

    private void mark(Plot plot, Epoch epoch) {
        String title = String.format(
                Locale.ROOT,
                "Epoch %d: %s %s, %s %s",
                epoch.number(),
                across.task(),
                Numbers.score(epoch.at().x()),
                up.task(),
                Numbers.score(epoch.at().y()));
        if (isChosen(epoch)) {
            plot.dot("ring", epoch.at(), 8, title);
        }
        plot.dot(isDominated(epoch) ? "hollow s0" : "s0", epoch.at(), 4, title);
    }

    private boolean isChosen(Epoch epoch) {
        return history.chosenEpoch().stream().anyMatch(chosen -> chosen == epoch.number());
    }

    private boolean isDominated(Epoch epoch) {
        return epochs.stream().anyMatch(other -> {
            double gainX =
                    across.metric().improvement(epoch.at().x(), other.at().x());
            double gainY = up.metric().improvement(epoch.at().y(), other.at().y());
            return gainX >= 0 && gainY >= 0 && gainX + gainY > 0;
        });
    }

    /** The kept epoch, the last and the first are labelled before the others; a label without room is left out. */
    private void labels(Plot plot) {
        List<Epoch> wanted =
                new ArrayList<>(epochs.stream().filter(this::isChosen).toList());
        wanted.add(epochs.get(epochs.size() - 1));
        wanted.addAll(epochs);
        List<Epoch> labelled = new ArrayList<>();
        for (Epoch epoch : wanted) {
            boolean free = labelled.stream()
                    .noneMatch(other -> Math.abs(plot.left(epoch.at().x())
                                            - plot.left(other.at().x()))
                                    < LABEL_ROOM
                            && Math.abs(plot.top(epoch.at().y())
                                            - plot.top(other.at().y()))
                                    < LABEL_ROOM);
            if (free) {
                labelled.add(epoch);
                plot.note(
                        isChosen(epoch) ? Plot.Side.RIGHT : Plot.Side.LEFT, epoch.at(), String.valueOf(epoch.number()));
            }
        }
    }
}
