package io.fulcrum.model;

import java.util.List;

/** Experts shared by all tasks and mixed by one softmax gate per task (Ma et al., MMoE, KDD 2018, eq. 6 and 7). */
public record Mmoe(int experts, List<Integer> expertLayers, List<Integer> headLayers) implements Architecture {

    public Mmoe {
        if (experts < 1) {
            throw new IllegalArgumentException(
                    "experts = " + experts + " must be at least 1. Set how many experts the tasks mix, for example 8.");
        }
        Architecture.checkedUnits("experts", experts);
        expertLayers = Architecture.checkedSharedWidths("expertLayers", expertLayers);
        headLayers = Architecture.checkedWidths("headLayers", headLayers);
    }
}
