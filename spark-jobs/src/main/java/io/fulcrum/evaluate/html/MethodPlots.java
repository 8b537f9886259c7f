package io.fulcrum.evaluate.html;

import io.fulcrum.evaluate.RoundEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The plots of what the balancing method itself found in each round: one for each number, since their units differ. */
record MethodPlots(List<RoundEntry> rounds, TrainingPlots lines) {

    List<Element> figures() {
        Map<String, List<Point>> points = new LinkedHashMap<>();
        for (RoundEntry round : rounds) {
            round.method()
                    .forEach((method, readings) -> readings.forEach(
                            (name, value) -> points.computeIfAbsent(method + ": " + name, key -> new ArrayList<>())
                                    .add(new Point(round.at().round(), value))));
        }
        List<Element> figures = new ArrayList<>();
        points.forEach((title, line) -> figures.add(lines.figure(
                title,
                List.of(new Series(title, 0, line)),
                title.substring(title.indexOf(' ') + 1),
                "What the balancing method found when it decided on the next round.")));
        return figures;
    }
}
