package io.fulcrum.model;

import io.fulcrum.config.ConfigReader;
import java.io.Serializable;
import java.util.List;

/**
 * The network's shape.
 *
 * @param embeddingSize parameters of an embedding row
 */
public record NetworkSettings(Architecture architecture, int embeddingSize) implements Serializable {
  /** The architectures by their names in the configuration. */
  private enum Type {
    SHARED_BOTTOM,
    MMOE
  }

  /** Reads the section {@code network}. */
  public static NetworkSettings read(ConfigReader root) {
    ConfigReader section = root.section("network");
    var heads = section.integers("head-layers", 1);
    var bottom = section.integers("bottom-layers", 1);
    var expertLayers = section.integers("expert-layers", 1);
    int experts = section.integer("experts", 1);
    Type type = section.choice("type", Type.class);
    String layersKey = type == Type.MMOE ? "expert-layers" : "bottom-layers";
    var shared = type == Type.MMOE ? expertLayers : bottom;
    if (shared.isEmpty()) {
      section.problem(layersKey, "must name at least one layer");
      shared = List.of(1);
    }
    Architecture architecture = type == Type.MMOE ? new Mmoe(experts, shared, heads) : new SharedBottom(shared, heads);
    NetworkSettings settings = new NetworkSettings(architecture, section.integer("embedding-size", 1));
    section.refuseUnknown();
    return settings;
  }
}
