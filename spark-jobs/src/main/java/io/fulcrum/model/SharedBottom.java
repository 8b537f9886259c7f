package io.fulcrum.model;

import java.util.List;

/** One shared stack of layers with a head per task on top (Caruana, Multitask Learning, 1997). */
public record SharedBottom(List<Integer> bottomLayers, List<Integer> headLayers) implements Architecture {

    public SharedBottom {
        bottomLayers = Architecture.checkedSharedWidths("bottomLayers", bottomLayers);
        headLayers = Architecture.checkedWidths("headLayers", headLayers);
    }
}
