package io.fulcrum.model.architecture;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.model.graph.EmbeddingSizes;
import io.fulcrum.model.graph.Gates;
import io.fulcrum.model.graph.HiddenActivation;
import io.fulcrum.model.graph.HiddenLayers;
import io.fulcrum.model.graph.ListAttention;
import io.fulcrum.model.graph.NetworkOptions;
import io.fulcrum.model.graph.Normalisation;
import io.fulcrum.model.graph.SmallTowers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The section {@code network} of the configuration. */
public final class NetworkSection {
    private NetworkSection() {}

    /** Reads the section, and those of all architectures in it, noting every problem. */
    public static NetworkSettings read(ConfigReader root) {
        ConfigReader section = root.section("network");
        NetworkSizes sizes = NetworkSizes.common(section);
        ArchitectureType chosen = section.choice("type", ArchitectureType.class);
        ConfigReader own = section.has(chosen.key()) ? section.section(chosen.key()) : section;
        Architecture architecture = chosen.read(sizes.with(own));
        if (own != section) {
            own.refuseUnknown();
        }
        for (ArchitectureType other : ArchitectureType.values()) {
            if (other != chosen && section.has(other.key())) {
                readIdle(other, chosen, section.section(other.key()), sizes);
            }
        }
        ConfigReader input = section.section("input");
        List<ListAttention> attention = attention(input);
        NetworkSettings settings =
                new NetworkSettings(architecture, options(section, input, architecture), embedding(section), attention);
        section.refuseUnknown();
        return settings;
    }

    private static EmbeddingSizes embedding(ConfigReader section) {
        int common = NetworkSizes.units(section, "embedding-size", 1);
        ConfigReader own = section.section("embedding-sizes");
        Map<String, Integer> sizes = new TreeMap<>();
        own.keys().forEach(feature -> sizes.put(feature, NetworkSizes.units(own, feature, 1)));
        return new EmbeddingSizes(common, sizes);
    }

    private static List<ListAttention> attention(ConfigReader input) {
        ConfigReader section = input.section("attention");
        List<ListAttention> lists = new ArrayList<>();
        for (String list : section.keys()) {
            ConfigReader own = section.section(list);
            lists.add(new ListAttention(list, own.optionalText("query").orElse("")));
            own.refuseUnknown();
        }
        return lists;
    }

    private static NetworkOptions options(ConfigReader section, ConfigReader input, Architecture architecture) {
        HiddenLayers hidden = new HiddenLayers(
                section.choice("activation", HiddenActivation.class),
                section.choice("normalisation", Normalisation.class),
                shareBelowOne(section, "dropout"));
        return new NetworkOptions(
                hidden,
                InteractionType.read(input),
                gates(section.section("gates"), architecture),
                towers(section.section("small-towers"), architecture));
    }

    private static double shareBelowOne(ConfigReader section, String key) {
        double share = section.number(key, 0, 1);
        if (share == 1) {
            section.problem(key, "must be below 1, so that something is left");
            return 0;
        }
        return share;
    }

    private static Gates gates(ConfigReader section, Architecture architecture) {
        Gates gates = new Gates(
                section.texts("features"), section.numberAbove("temperature", 0), shareBelowOne(section, "dropout"));
        if (!architecture.hasGates()) {
            section.changed()
                    .forEach(key -> section.problem(
                            key,
                            "does nothing with network.type = "
                                    + architecture.key()
                                    + ", which has no softmax gates: remove it"));
        }
        section.refuseUnknown();
        return architecture.hasGates() ? gates : Gates.PLAIN;
    }

    private static SmallTowers towers(ConfigReader section, Architecture architecture) {
        SmallTowers towers =
                new SmallTowers(NetworkSizes.widths(section, "layers"), section.number("gamma", 0, Double.MAX_VALUE));
        section.refuseUnknown();
        if (towers.areBuilt() && !architecture.takesSmallTowers()) {
            section.problem(
                    "gamma",
                    "must be 0 with network.type = "
                            + architecture.key()
                            + ", whose tasks have no heads over a shared representation");
            return SmallTowers.NONE;
        }
        return towers;
    }

    /** Reads the section of an architecture that is not chosen, and refuses what was set there. */
    private static void readIdle(
            ArchitectureType type, ArchitectureType chosen, ConfigReader section, NetworkSizes sizes) {
        type.read(sizes.idle(section));
        section.changed()
                .forEach(key -> section.problem(
                        key,
                        "is a setting of network.type = " + type.key() + ", but the type is " + chosen.key()
                                + ": remove it, or set network.type = " + type.key()));
        section.refuseUnknown();
    }
}
