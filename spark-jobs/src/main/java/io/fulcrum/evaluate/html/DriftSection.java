package io.fulcrum.evaluate.html;

import io.fulcrum.contract.drift.Bins.Kind;
import io.fulcrum.contract.drift.Divergence;
import io.fulcrum.contract.drift.Divergence.Level;
import io.fulcrum.contract.drift.Drift;
import io.fulcrum.contract.drift.FeatureDrift;
import io.fulcrum.contract.drift.FeatureDrift.Change;
import java.util.List;

/** How the distributions of the features differ from those of training: plots of a few, a table of all. */
final class DriftSection {
    private static final int PLOTS = 10;
    private static final int ROWS = 200;

    private final List<FeatureDrift> features;

    DriftSection(Drift drift) {
        features = drift.features();
    }

    List<Element> elements() {
        Element plots = Element.of("div", "grid");
        features.stream().limit(PLOTS).forEach(feature -> plots.add(new DriftPlot(feature).figure()));
        return List.of(Element.of("p", "muted").text(summary()), plots, table(), explanation());
    }

    private String summary() {
        return Numbers.counted(features.size(), "feature") + " against the training split: " + count(Level.LARGE)
                + " with large drift, " + count(Level.MODERATE) + " with moderate drift, " + count(Level.STABLE)
                + " stable." + (features.size() > PLOTS ? " Plotted are the " + PLOTS + " with the largest PSI." : "");
    }

    private long count(Level level) {
        return features.stream()
                .filter(feature -> feature.divergence().level() == level)
                .count();
    }

    private Element table() {
        Element head = Element.of("tr").add(Element.of("th").text("Feature"));
        for (String name : List.of("Drift", "PSI", "Expected PSI", "Jensen–Shannon", "Missing", "Unseen")) {
            head.add(Element.of("th", "number").text(name));
        }
        Element body = Element.of("tbody");
        features.stream().limit(ROWS).forEach(feature -> body.add(row(feature)));
        Element table = Element.of("table").add(Element.of("thead").add(head), body);
        return Element.of("div", "scroll drift").add(table);
    }

    private static Element row(FeatureDrift feature) {
        Divergence divergence = feature.divergence();
        Level level = divergence.level();
        return Element.of("tr")
                .add(
                        Element.of("th").text(feature.feature()),
                        Element.of("td", "number " + (level == Level.STABLE ? "same" : "worse"))
                                .text(level.key()),
                        number(Numbers.decimals(divergence.psi(), 4)),
                        number(Numbers.decimals(divergence.expectedPsi(), 4)),
                        number(Numbers.decimals(divergence.jensenShannon(), 4)),
                        change(feature.share(Kind.MISSING)),
                        feature.has(Kind.UNSEEN) ? change(feature.share(Kind.UNSEEN)) : number("–"));
    }

    private static Element change(Change share) {
        return number(Numbers.percent(share.now()))
                .add(Element.of("small", "same").text("training " + Numbers.percent(share.training())));
    }

    private static Element number(String text) {
        return Element.of("td", "number").text(text);
    }

    private Element explanation() {
        String rest =
                features.size() > ROWS ? " The first " + ROWS + " features are listed; all are in report.json." : "";
        return Element.of("p", "footnote")
                .text("PSI is the population stability index; Jensen–Shannon divergence is from 0 to 1. Two samples of"
                        + " one distribution have about the expected PSI. Drift is moderate from 0.1 and large from"
                        + " 0.25 above it, if chance does not explain the difference. A list counts each of its"
                        + " entries." + rest);
    }
}
