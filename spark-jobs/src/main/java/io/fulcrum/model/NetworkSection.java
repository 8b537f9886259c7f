package io.fulcrum.model;

import io.fulcrum.config.ConfigReader;

/** The section {@code network} of the configuration. */
public final class NetworkSection {
    private NetworkSection() {}

    /** Reads the section, and those of all architectures, noting every problem. */
    public static NetworkSettings read(ConfigReader root) {
        ConfigReader section = root.section("network");
        NetworkSizes sizes = new NetworkSizes(section);
        ArchitectureType chosen = section.choice("type", ArchitectureType.class);
        Architecture architecture = chosen.read(section, sizes, chosen);
        for (ArchitectureType other : ArchitectureType.values()) {
            if (other != chosen) {
                other.read(section, NetworkSizes.harmless(), chosen);
            }
        }
        NetworkSettings settings = new NetworkSettings(architecture, NetworkSizes.units(section, "embedding-size"));
        section.refuseUnknown();
        return settings;
    }
}
