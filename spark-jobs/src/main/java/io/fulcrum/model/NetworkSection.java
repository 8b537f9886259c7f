package io.fulcrum.model;

import io.fulcrum.config.ConfigReader;
import java.util.List;

/** The section {@code network} of the configuration. */
public final class NetworkSection {
    private static final int MOST = Architecture.MOST_UNITS;

    private NetworkSection() {}

    /** The architectures by their names in the configuration. */
    private enum Type {
        SHARED_BOTTOM,
        MMOE
    }

    /** Reads the section, noting every problem. */
    public static NetworkSettings read(ConfigReader root) {
        ConfigReader section = root.section("network");
        var heads = widths(section, "head-layers");
        var bottom = widths(section, "bottom-layers");
        var expertLayers = widths(section, "expert-layers");
        int experts = units(section, "experts");
        Type type = section.choice("type", Type.class);
        String layersKey = type == Type.MMOE ? "expert-layers" : "bottom-layers";
        var shared = type == Type.MMOE ? expertLayers : bottom;
        if (shared.isEmpty()) {
            section.problem(layersKey, "must name at least one layer");
            shared = List.of(1);
        }
        Architecture architecture =
                type == Type.MMOE ? new Mmoe(experts, shared, heads) : new SharedBottom(shared, heads);
        NetworkSettings settings = new NetworkSettings(architecture, units(section, "embedding-size"));
        section.refuseUnknown();
        return settings;
    }

    private static int units(ConfigReader section, String key) {
        int units = section.integer(key, 1);
        if (units > MOST) {
            section.problem(key, "must be at most " + MOST);
            return 1;
        }
        return units;
    }

    private static List<Integer> widths(ConfigReader section, String key) {
        List<Integer> widths = section.integers(key, 1);
        if (widths.size() > Architecture.MOST_LAYERS || widths.stream().anyMatch(width -> width > MOST)) {
            section.problem(
                    key, "must hold at most " + Architecture.MOST_LAYERS + " layers of at most " + MOST + " units");
            return List.of(1);
        }
        return widths;
    }
}
