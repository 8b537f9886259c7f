package io.fulcrum.model.graph;

import java.io.Serializable;
import java.util.List;

/**
 * Auxiliary heads (Wang et al., Small Towers Make Big Differences, arXiv 2008.05808, section 4): next to the head of
 * each task, an under-parameterised one reads the same shared value and adds {@code gamma} times the task's loss at its
 * own logit. It makes the shared part carry what a small head can read, where a large head would let it be lazy.
 * Scoring, serving and export leave the towers out.
 *
 * @param layers widths of a tower's hidden layers; none for a linear tower
 * @param gamma factor of the towers' losses; 0 adds no towers
 */
public record SmallTowers(List<Integer> layers, double gamma) implements Serializable {
    /** No towers. */
    public static final SmallTowers NONE = new SmallTowers(List.of(), 0);

    public SmallTowers {
        layers = SizeLimits.checkedWidths("small-towers.layers", layers);
        SizeLimits.checkedFactor("small-towers.gamma", gamma, "0.5");
    }

    /** Whether there are any. */
    public boolean areBuilt() {
        return gamma > 0;
    }
}
