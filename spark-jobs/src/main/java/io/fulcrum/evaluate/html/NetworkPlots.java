package io.fulcrum.evaluate.html;

import io.fulcrum.evaluate.NetworkEntry;
import io.fulcrum.evaluate.RoundEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** The plots of what was measured of the network in each round. */
record NetworkPlots(List<RoundEntry> rounds, TrainingPlots lines) {
    private static final int MOST = 6; // lines of a plot

    List<Element> figures() {
        List<Element> figures = new ArrayList<>();
        add(
                figures,
                "Terms of the loss",
                "added to the loss",
                NetworkPlots::terms,
                "What the architecture adds to the"
                        + " tasks' losses: terms by their means over a round's steps, penalties at its end.");
        add(
                figures,
                "Dead units",
                "share of units",
                NetworkPlots::dead,
                "Share of a hidden layer's units that were 0 for"
                        + " all examples of the probe; of the expert with the largest share where a layer has experts.");
        add(
                figures,
                "Gate entropy",
                "nats",
                round -> gates(round, NetworkEntry.Gate::entropy),
                "Mean entropy of the shares"
                        + " that a gate gives its experts: 0 where each example has one expert, the logarithm of their number where"
                        + " all count equally.");
        add(
                figures,
                "Largest load",
                "share",
                round -> gates(round, NetworkPlots::largest),
                "Mean share of the expert that a" + " gate uses most: near 1 the gate has collapsed.");
        add(
                figures,
                "Gradients by layer",
                "norm",
                NetworkPlots::gradients,
                "Norm of a task's mean gradient of a shared layer's" + " parameters, at the start of the round.");
        return figures;
    }

    private void add(
            List<Element> figures,
            String title,
            String unit,
            Function<NetworkEntry, Map<String, Double>> values,
            String words) {
        List<Series> all = series(values);
        if (!all.isEmpty()) {
            List<Series> shown = highest(all);
            String left = all.size() > shown.size()
                    ? String.format(Locale.ROOT, " The %d of %d with the highest mean.", shown.size(), all.size())
                    : "";
            figures.add(lines.figure(title, shown, unit, words + left));
        }
    }

    /** One line for each name, in the order of the log. */
    private List<Series> series(Function<NetworkEntry, Map<String, Double>> values) {
        Map<String, List<Point>> points = new LinkedHashMap<>();
        for (RoundEntry round : rounds) {
            values.apply(round.network())
                    .forEach((name, value) -> points.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(new Point(round.at().round(), value)));
        }
        return points.entrySet().stream()
                .map(line -> new Series(line.getKey(), 0, line.getValue()))
                .toList();
    }

    /** Returns the lines with the highest means, each in a colour of its own, in the order that they had. */
    private static List<Series> highest(List<Series> all) {
        List<Series> chosen = all.stream()
                .sorted(Comparator.comparingDouble(NetworkPlots::mean).reversed())
                .limit(MOST)
                .toList();
        List<Series> shown = new ArrayList<>();
        for (Series line : all) {
            if (chosen.contains(line)) {
                shown.add(new Series(line.name(), shown.size(), line.points()));
            }
        }
        return shown;
    }

    private static double mean(Series line) {
        return line.points().stream().mapToDouble(Point::y).average().orElseThrow();
    }

    private static Map<String, Double> terms(NetworkEntry network) {
        Map<String, Double> terms = new LinkedHashMap<>(network.terms());
        terms.putAll(network.penalties());
        return terms;
    }

    private static Map<String, Double> dead(NetworkEntry network) {
        Map<String, Double> dead = new LinkedHashMap<>();
        network.deadUnits().forEach((layer, shares) -> dead.put(layer, largest(shares)));
        return dead;
    }

    private static Map<String, Double> gates(NetworkEntry network, Function<NetworkEntry.Gate, Double> value) {
        Map<String, Double> gates = new LinkedHashMap<>();
        network.gates().forEach((name, gate) -> gates.put(name, value.apply(gate)));
        return gates;
    }

    private static Map<String, Double> gradients(NetworkEntry network) {
        Map<String, Double> norms = new LinkedHashMap<>();
        network.gradientNorms()
                .forEach((layer, ofTasks) -> ofTasks.forEach((task, norm) -> norms.put(layer + ", " + task, norm)));
        return norms;
    }

    private static double largest(NetworkEntry.Gate gate) {
        return largest(gate.load());
    }

    private static double largest(Collection<Double> shares) {
        return shares.stream().mapToDouble(share -> share).max().orElse(0);
    }
}
