package io.fulcrum.evaluate.html;

import java.util.List;

/** A plot on the page with its heading, its legend and a sentence on how to read it. */
record Figure(String heading, List<Series> legend, Plot plot, String caption) {

    Element element() {
        Element figure = Element.of("figure").add(Element.of("h3").text(heading));
        if (!legend.isEmpty()) {
            Element keys = Element.of("p", "legend");
            legend.forEach(series ->
                    keys.add(Element.of("span", "key " + series.cssClass()).text(series.name())));
            figure.add(keys);
        }
        return figure.add(plot.svg(), Element.of("figcaption").text(caption));
    }
}
