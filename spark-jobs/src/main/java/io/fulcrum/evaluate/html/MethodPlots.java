package io.fulcrum.evaluate.html;

import io.fulcrum.evaluate.RoundEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The plots of what the balancing method itself found in each round: one for each number, since their units differ. */
record MethodPlots(List<RoundEntry> rounds, TrainingPlots lines) {
    /** A number that a method finds. */
    private record Reading(String method, String name) {}

    List<Element> figures() {
        Map<Reading, List<Point>> points = new LinkedHashMap<>();
        for (RoundEntry round : rounds) {
            round.method()
                    .forEach((method, readings) -> readings.forEach(
                            (name, value) -> points.computeIfAbsent(new Reading(method, name), key -> new ArrayList<>())
                                    .add(new Point(round.at().round(), value))));
        }
        List<Element> figures = new ArrayList<>();
        points.forEach((reading, line) -> figures.add(figure(reading, line)));
        return figures;
    }

    private Element figure(Reading reading, List<Point> line) {
        String title = reading.method + ": " + reading.name;
        return lines.figure(
                title,
                List.of(new Series(title, 0, line)),
                reading.name,
                "What the balancing method found when it decided on the next round.");
    }
}
