package io.fulcrum.evaluate.html;

import static io.fulcrum.evaluate.html.Svg.label;
import static io.fulcrum.evaluate.html.Svg.segment;
import static io.fulcrum.evaluate.html.Svg.title;

import io.fulcrum.contract.drift.Bins.Kind;
import io.fulcrum.contract.drift.FeatureDrift;
import io.fulcrum.contract.drift.FeatureDrift.BinCounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The share of each bin in training and now, as two bars beside the bin's label. */
final class DriftPlot {
    private static final double WIDTH = 380;
    private static final double LEFT = 132;
    private static final double RIGHT = 356;
    private static final double TOP = 6;
    private static final double ROW = 16;
    private static final double BAR = 5.5;
    private static final int LABEL = 20;
    private static final int VALUES = 14;
    private static final Series TRAINING = Series.plain("training");
    private static final Series NOW = new Series("now", 0, List.of());

    private final FeatureDrift drift;

    DriftPlot(FeatureDrift drift) {
        this.drift = drift;
    }

    Element figure() {
        Element keys = Element.of("p", "legend");
        for (Series series : List.of(TRAINING, NOW)) {
            keys.add(Element.of("span", "key " + series.cssClass()).text(series.name()));
        }
        String caption = String.format(
                Locale.ROOT,
                "PSI %s, %s expected. %s now, %s in training.",
                Numbers.decimals(drift.divergence().psi(), 3),
                Numbers.decimals(drift.divergence().expectedPsi(), 3),
                Numbers.counted(drift.now(), "value"),
                Numbers.count(drift.training()));
        return Element.of("figure")
                .add(
                        Element.of("h3").text(drift.feature()),
                        keys,
                        svg(),
                        Element.of("figcaption").text(caption));
    }

    private Element svg() {
        List<BinCounts> bins = shown();
        double bottom = TOP + ROW * bins.size() + 2;
        double most = bins.stream()
                .mapToDouble(bin -> Math.max(training(bin), now(bin)))
                .max()
                .orElse(1);
        Axis x = Axis.around(0, 100 * most, "% of values");
        Element svg = Element.of("svg")
                .with("viewBox", String.format(Locale.ROOT, "0 0 %.0f %.0f", WIDTH, bottom + 34))
                .with("role", "img")
                .with("aria-label", "Distribution of " + drift.feature() + " in training and now");
        for (Axis.Tick tick : x.ticks()) {
            double at = LEFT + (RIGHT - LEFT) * x.position(tick.at());
            svg.add(segment("hairline", at, TOP, at, bottom), label("tick middle", at, bottom + 14, tick.text()));
        }
        for (int row = 0; row < bins.size(); row++) {
            svg.add(row(bins.get(row), TOP + ROW * row, x));
        }
        return svg.add(
                segment("axis", LEFT, TOP, LEFT, bottom),
                label("name middle", (LEFT + RIGHT) / 2, bottom + 29, x.label()));
    }

    private Element row(BinCounts bin, double top, Axis x) {
        String title = String.format(
                Locale.ROOT,
                "%s: %s now, %s in training",
                bin.label(),
                Numbers.percent(now(bin)),
                Numbers.percent(training(bin)));
        return Element.of("g")
                .add(
                        title(title),
                        label(
                                bin.kind() == Kind.VALUE || bin.kind() == Kind.RANGE ? "tick end" : "tick end special",
                                LEFT - 6,
                                top + 11,
                                shortened(bin.label())),
                        bar("bin plain", top + 2, x.position(100 * training(bin))),
                        bar("bin s0", top + 2 + BAR, x.position(100 * now(bin))),
                        Element.of("rect", "hover")
                                .with("x", 0)
                                .with("y", top)
                                .with("width", WIDTH)
                                .with("height", ROW));
    }

    /** Bins without values are left out, and of many values of a discrete feature the rarest are joined. */
    private List<BinCounts> shown() {
        List<BinCounts> filled = drift.bins().stream()
                .filter(bin -> bin.training() + bin.now() > 0)
                .toList();
        List<BinCounts> values =
                filled.stream().filter(bin -> bin.kind() == Kind.VALUE).toList();
        if (values.size() <= VALUES + 1) {
            return filled;
        }
        Set<BinCounts> kept = Set.copyOf(values.stream()
                .sorted(Comparator.comparingDouble(bin -> -Math.max(training(bin), now(bin))))
                .limit(VALUES)
                .toList());
        List<BinCounts> shown = new ArrayList<>(filled);
        shown.removeIf(bin -> bin.kind() == Kind.OTHERS || bin.kind() == Kind.VALUE && !kept.contains(bin));
        List<BinCounts> joined =
                filled.stream().filter(bin -> !shown.contains(bin)).toList();
        shown.add(new BinCounts(
                Kind.OTHERS,
                "all others",
                joined.stream().mapToLong(BinCounts::training).sum(),
                joined.stream().mapToLong(BinCounts::now).sum()));
        return shown;
    }

    private double training(BinCounts bin) {
        return (double) bin.training() / drift.training();
    }

    private double now(BinCounts bin) {
        return (double) bin.now() / drift.now();
    }

    private static Element bar(String cssClass, double top, double share) {
        return Element.of("rect", cssClass)
                .with("x", LEFT)
                .with("y", top)
                .with("width", (RIGHT - LEFT) * share)
                .with("height", BAR);
    }

    private static String shortened(String label) {
        return label.codePointCount(0, label.length()) <= LABEL
                ? label
                : label.substring(0, label.offsetByCodePoints(0, LABEL - 1)) + "…";
    }
}
