package io.fulcrum.model.architecture;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import java.util.List;

/** {@link Sizes} as the section {@code network} and an architecture's own section in it give them. */
final class NetworkSizes implements Sizes {
    private static final int MOST = SizeLimits.MOST_UNITS;
    private static final List<Integer> HARMLESS = List.of(1);

    private final ConfigReader network;
    private final ConfigReader own;
    private final SeveralHave common;
    private final boolean isChosen;

    /** What several architectures have. */
    private record SeveralHave(
            int experts, List<Integer> expertLayers, List<Integer> bottomLayers, List<Integer> headLayers) {}

    private NetworkSizes(ConfigReader network, ConfigReader own, SeveralHave common, boolean isChosen) {
        this.network = network;
        this.own = own;
        this.common = common;
        this.isChosen = isChosen;
    }

    /** Reads what several architectures have, noting what is wrong with each. */
    static NetworkSizes common(ConfigReader network) {
        List<Integer> headLayers = widths(network, "head-layers");
        List<Integer> bottomLayers = widths(network, "bottom-layers");
        List<Integer> expertLayers = widths(network, "expert-layers");
        SeveralHave common = new SeveralHave(units(network, "experts", 1), expertLayers, bottomLayers, headLayers);
        return new NetworkSizes(network, network, common, true);
    }

    /** Returns the same with the own section of the architecture that is chosen. */
    NetworkSizes with(ConfigReader section) {
        return new NetworkSizes(network, section, common, true);
    }

    /** Returns the same for an architecture that is not chosen, whose own section alone is of interest. */
    NetworkSizes idle(ConfigReader section) {
        return new NetworkSizes(network, section, new SeveralHave(1, HARMLESS, HARMLESS, HARMLESS), false);
    }

    @Override
    public int experts() {
        return common.experts();
    }

    @Override
    public List<Integer> expertLayers() {
        return named("expert-layers", common.expertLayers());
    }

    @Override
    public List<Integer> bottomLayers() {
        return named("bottom-layers", common.bottomLayers());
    }

    @Override
    public List<Integer> headLayers() {
        return common.headLayers();
    }

    @Override
    public int units(String key, int atLeast) {
        return units(own, key, atLeast);
    }

    @Override
    public int whole(String key, int atLeast, int atMost) {
        return (int) own.wholeNumber(key, atLeast, atMost);
    }

    @Override
    public List<String> texts(String key) {
        return own.texts(key);
    }

    @Override
    public List<Integer> wholes(String key, int atLeast) {
        return own.integers(key, atLeast);
    }

    @Override
    public double number(String key, double atLeast, double atMost) {
        return own.number(key, atLeast, atMost);
    }

    @Override
    public double numberAbove(String key, double bound) {
        return own.numberAbove(key, bound);
    }

    @Override
    public <E extends Enum<E>> E choice(String key, Class<E> type) {
        return own.choice(key, type);
    }

    @Override
    public List<Integer> layers(String key) {
        return required(own, key, widths(own, key));
    }

    @Override
    public void problem(String key, String rule) {
        own.problem(key, rule);
    }

    /** That a stack is empty is noted once the chosen architecture asks for it. */
    private List<Integer> named(String key, List<Integer> widths) {
        return isChosen ? required(network, key, widths) : widths;
    }

    private static List<Integer> required(ConfigReader section, String key, List<Integer> widths) {
        if (widths.isEmpty()) {
            section.problem(key, "must name at least one layer");
            return HARMLESS;
        }
        return widths;
    }

    static int units(ConfigReader section, String key, int atLeast) {
        int units = section.integer(key, atLeast);
        if (units > MOST) {
            section.problem(key, "must be at most " + MOST);
            return atLeast;
        }
        return units;
    }

    static List<Integer> widths(ConfigReader section, String key) {
        List<Integer> widths = section.integers(key, 1);
        if (widths.size() > SizeLimits.MOST_LAYERS || widths.stream().anyMatch(width -> width > MOST)) {
            section.problem(
                    key, "must hold at most " + SizeLimits.MOST_LAYERS + " layers of at most " + MOST + " units");
            return HARMLESS;
        }
        return widths;
    }
}
