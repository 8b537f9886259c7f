package io.fulcrum.evaluate.html;

import java.util.ArrayList;
import java.util.List;

/** A named line of a plot; its colour is the css class s0 … s7, or a grey one below zero. */
record Series(String name, int colour, List<Point> points) {
    static final int COLOURS = 8;
    private static final int MOST_POINTS = 240;

    Series {
        points = List.copyOf(points);
    }

    /** The key of a grey line. */
    static Series plain(String name) {
        return new Series(name, -1, List.of());
    }

    /** The key of a dashed line of reference. */
    static Series reference(String name) {
        return new Series(name, -2, List.of());
    }

    String cssClass() {
        return colour >= 0 ? "s" + colour % COLOURS : colour == -1 ? "plain" : "reference";
    }

    /** At most {@value #MOST_POINTS} points: long lines are averaged over equal runs of neighbours. */
    Series thinned() {
        int run = (points.size() + MOST_POINTS - 1) / MOST_POINTS;
        if (run <= 1) {
            return this;
        }
        List<Point> means = new ArrayList<>();
        for (int from = 0; from < points.size(); from += run) {
            List<Point> part = points.subList(from, Math.min(points.size(), from + run));
            means.add(new Point(
                    part.stream().mapToDouble(Point::x).average().orElseThrow(),
                    part.stream().mapToDouble(Point::y).average().orElseThrow()));
        }
        return new Series(name, colour, means);
    }
}
