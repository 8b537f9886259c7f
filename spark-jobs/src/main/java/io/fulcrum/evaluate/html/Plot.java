package io.fulcrum.evaluate.html;

import static io.fulcrum.evaluate.html.Svg.label;
import static io.fulcrum.evaluate.html.Svg.segment;
import static io.fulcrum.evaluate.html.Svg.title;

import java.util.List;
import java.util.Locale;

/** An SVG plot: a frame with axes, and marks placed in data coordinates. */
final class Plot {
    private static final double WIDTH = 380;
    private static final double HEIGHT = 270;
    private static final double LEFT = 46;
    private static final double RIGHT = 366;
    private static final double TOP = 26;
    private static final double BOTTOM = 226;

    /** Where a note stands: above to the left, or level with its point to the right. */
    enum Side {
        LEFT,
        RIGHT
    }

    private final Axis x;
    private final Axis y;
    private final Element svg;

    /**
     * An empty plot.
     *
     * @param description what the plot shows, for those who cannot see it
     */
    Plot(String description, Axis x, Axis y) {
        this.x = x;
        this.y = y;
        this.svg = Element.of("svg")
                .with("viewBox", String.format(Locale.ROOT, "0 0 %.0f %.0f", WIDTH, HEIGHT))
                .with("role", "img")
                .with("aria-label", description);
        frame();
    }

    private void frame() {
        for (Axis.Tick tick : y.ticks()) {
            svg.add(
                    segment("hairline", LEFT, top(tick.at()), RIGHT, top(tick.at())),
                    label("tick end", LEFT - 6, top(tick.at()) + 3.5, tick.text()));
        }
        for (Axis.Tick tick : x.ticks()) {
            double at = left(tick.at());
            svg.add(
                    segment("axis", at, BOTTOM, at, BOTTOM + 4),
                    at > RIGHT - 8
                            ? label("tick end", RIGHT + 8, BOTTOM + 17, tick.text())
                            : label("tick middle", at, BOTTOM + 17, tick.text()));
        }
        svg.add(
                segment("axis", LEFT, BOTTOM, RIGHT, BOTTOM),
                label("name middle", (LEFT + RIGHT) / 2, HEIGHT - 8, x.label()),
                label("name", 4, 13, y.label()));
    }

    /** Across from the left edge of the frame, in units of the picture. */
    double left(double value) {
        return LEFT + (RIGHT - LEFT) * x.position(value);
    }

    /** Down from the top edge of the picture, in its units. */
    double top(double value) {
        return BOTTOM - (BOTTOM - TOP) * y.position(value);
    }

    Plot line(String cssClass, List<Point> points, String title) {
        svg.add(Element.of("path", "line " + cssClass).with("d", path(points)).add(title(title)));
        return this;
    }

    /** A line with the surface under it filled. */
    Plot area(String cssClass, List<Point> points, String title) {
        Point first = points.get(0);
        Point last = points.get(points.size() - 1);
        String closed = path(points)
                + String.format(
                        Locale.ROOT,
                        "L%s %sL%s %sZ",
                        Numbers.coordinate(left(last.x())),
                        Numbers.coordinate(BOTTOM),
                        Numbers.coordinate(left(first.x())),
                        Numbers.coordinate(BOTTOM));
        svg.add(Element.of("path", "area " + cssClass).with("d", closed).add(title(title)));
        return line(cssClass, points, title);
    }

    Plot dot(String cssClass, Point at, double radius, String title) {
        svg.add(Element.of("circle", "dot " + cssClass)
                .with("cx", left(at.x()))
                .with("cy", top(at.y()))
                .with("r", radius)
                .add(title(title)));
        return this;
    }

    /** A straight line between two points, such as a diagonal, a floor or an error bar. */
    Plot rule(String cssClass, Point from, Point to) {
        svg.add(segment(cssClass, left(from.x()), top(from.y()), left(to.x()), top(to.y())));
        return this;
    }

    /** An unseen column over the whole height that shows a text when pointed at. */
    Plot hover(double from, double to, String title) {
        svg.add(Element.of("rect", "hover")
                .with("x", left(from))
                .with("y", TOP)
                .with("width", left(to) - left(from))
                .with("height", BOTTOM - TOP)
                .add(title(title)));
        return this;
    }

    /** A text beside a point. */
    Plot note(Side side, Point at, String text) {
        svg.add(
                side == Side.LEFT
                        ? label("tick end", left(at.x()) - 7, top(at.y()) - 6, text)
                        : label("name strong", left(at.x()) + 12, top(at.y()) + 4, text));
        return this;
    }

    Element svg() {
        return svg;
    }

    private String path(List<Point> points) {
        StringBuilder path = new StringBuilder();
        for (Point point : points) {
            path.append(path.isEmpty() ? 'M' : 'L')
                    .append(Numbers.coordinate(left(point.x())))
                    .append(' ')
                    .append(Numbers.coordinate(top(point.y())));
        }
        return path.toString();
    }
}
