package io.fulcrum.model;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.model.NetworkGraph.Value;
import java.util.List;

/**
 * Levels of sub-networks with gates between them that learn to close; connections between sub-networks add up what
 * these put out (SNR-Aver) (Ma et al., SNR, AAAI 2019, eq. 3 to 6).
 *
 * @param levels of sub-networks
 * @param subNetworks of a level
 * @param penalty factor of the expected number of open gates, added to the loss
 * @param expertLayers of a sub-network
 */
public record SnrAver(int levels, int subNetworks, double penalty, List<Integer> expertLayers, List<Integer> headLayers)
        implements Architecture {

    public SnrAver {
        expertLayers = Architecture.checkedSharedWidths("expertLayers", expertLayers);
        headLayers = Architecture.checkedWidths("headLayers", headLayers);
        new SubNetworks(levels, subNetworks, penalty, expertLayers);
    }

    static SnrAver read(NetworkSizes sizes, ConfigReader section) {
        return new SnrAver(
                (int) section.wholeNumber("levels", 1, SubNetworks.MOST_LEVELS),
                NetworkSizes.units(section, "sub-networks"),
                section.number("penalty", 0, Double.MAX_VALUE),
                sizes.expertLayers(),
                sizes.headLayers());
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        List<Value> read =
                new SubNetworks(levels, subNetworks, penalty, expertLayers).build(graph, tasks, SubNetworks.identity());
        return graph.heads(read, headLayers);
    }
}
