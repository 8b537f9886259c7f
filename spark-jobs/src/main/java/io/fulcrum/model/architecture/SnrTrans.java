package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.SizeLimits;
import io.fulcrum.model.graph.Sizes;
import java.util.List;

/**
 * Levels of sub-networks with gates between them that learn to close; every connection between sub-networks has a
 * matrix of its own (Ma et al., SNR-Trans, AAAI 2019, eq. 3 to 6). Deviation from the paper: the matrices have a
 * bias.
 *
 * @param levels of sub-networks
 * @param subNetworks of a level
 * @param penalty factor of the expected number of open gates, added to the loss
 * @param expertLayers of a sub-network
 */
public record SnrTrans(
        int levels, int subNetworks, double penalty, List<Integer> expertLayers, List<Integer> headLayers)
        implements Architecture {

    public SnrTrans {
        expertLayers = SizeLimits.checkedSharedWidths("expertLayers", expertLayers);
        headLayers = SizeLimits.checkedWidths("headLayers", headLayers);
        new SubNetworks(levels, subNetworks, penalty, expertLayers);
    }

    static SnrTrans read(Sizes sizes) {
        return new SnrTrans(
                sizes.whole("levels", 1, SizeLimits.MOST_LEVELS),
                sizes.units("sub-networks", 1),
                sizes.number("penalty", 0, Double.MAX_VALUE),
                sizes.expertLayers(),
                sizes.headLayers());
    }

    @Override
    public List<Value> logits(GraphBuilder graph, int tasks) {
        List<Value> read = new SubNetworks(levels, subNetworks, penalty, expertLayers)
                .build(graph, tasks, SubNetworks.matrices(graph));
        return graph.heads(read, headLayers);
    }
}
