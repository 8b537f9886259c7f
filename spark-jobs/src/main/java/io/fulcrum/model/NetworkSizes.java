package io.fulcrum.model;

import io.fulcrum.config.ConfigReader;
import java.util.List;
import java.util.Optional;

/** The sizes that several architectures have, as the section {@code network} gives them. */
final class NetworkSizes {
    private static final int MOST = Architecture.MOST_UNITS;
    private static final List<Integer> HARMLESS = List.of(1);

    private final Optional<ConfigReader> section; // empty where nothing is asked of the sizes
    private final int experts;
    private final List<Integer> expertLayers;
    private final List<Integer> bottomLayers;
    private final List<Integer> headLayers;

    /** Reads them, noting what is wrong with each; that a stack is empty is noted once an architecture asks for it. */
    NetworkSizes(ConfigReader section) {
        this.section = Optional.of(section);
        headLayers = widths(section, "head-layers");
        bottomLayers = widths(section, "bottom-layers");
        expertLayers = widths(section, "expert-layers");
        experts = units(section, "experts");
    }

    private NetworkSizes() {
        section = Optional.empty();
        experts = 1;
        expertLayers = HARMLESS;
        bottomLayers = HARMLESS;
        headLayers = HARMLESS;
    }

    /** Returns sizes for architectures that are not chosen, whose sections alone are of interest. */
    static NetworkSizes harmless() {
        return new NetworkSizes();
    }

    int experts() {
        return experts;
    }

    /** At least one. */
    List<Integer> expertLayers() {
        return named("expert-layers", expertLayers);
    }

    /** At least one. */
    List<Integer> bottomLayers() {
        return named("bottom-layers", bottomLayers);
    }

    List<Integer> headLayers() {
        return headLayers;
    }

    /** Reads a number of units, experts or the like, at least one. */
    static int units(ConfigReader section, String key) {
        return units(section, key, 1);
    }

    static int units(ConfigReader section, String key, int atLeast) {
        int units = section.integer(key, atLeast);
        if (units > MOST) {
            section.problem(key, "must be at most " + MOST);
            return atLeast;
        }
        return units;
    }

    /** Reads the widths of a stack of at least one layer. */
    static List<Integer> layers(ConfigReader section, String key) {
        List<Integer> widths = widths(section, key);
        if (widths.isEmpty()) {
            section.problem(key, "must name at least one layer");
            return HARMLESS;
        }
        return widths;
    }

    private List<Integer> named(String key, List<Integer> widths) {
        if (widths.isEmpty()) {
            section.ifPresent(read -> read.problem(key, "must name at least one layer"));
            return HARMLESS;
        }
        return widths;
    }

    private static List<Integer> widths(ConfigReader section, String key) {
        List<Integer> widths = section.integers(key, 1);
        if (widths.size() > Architecture.MOST_LAYERS || widths.stream().anyMatch(width -> width > MOST)) {
            section.problem(
                    key, "must hold at most " + Architecture.MOST_LAYERS + " layers of at most " + MOST + " units");
            return HARMLESS;
        }
        return widths;
    }
}
