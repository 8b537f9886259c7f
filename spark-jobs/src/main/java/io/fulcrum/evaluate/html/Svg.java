package io.fulcrum.evaluate.html;

/** The marks that plots are made of, in units of the picture. */
final class Svg {
    private Svg() {}

    static Element segment(String cssClass, double x1, double y1, double x2, double y2) {
        return Element.of("line", cssClass)
                .with("x1", x1)
                .with("y1", y1)
                .with("x2", x2)
                .with("y2", y2);
    }

    static Element label(String cssClass, double x, double y, String text) {
        return Element.of("text", cssClass).with("x", x).with("y", y).text(text);
    }

    /** Returns the text that is shown when its mark is pointed at. */
    static Element title(String text) {
        return Element.of("title").text(text);
    }
}
