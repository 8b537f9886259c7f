package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.SizeLimits;
import java.io.Serializable;

/**
 * How many experts a level of {@link Home} has.
 *
 * @param shared by all tasks
 * @param group of each group of tasks
 * @param task of each task, at the task level
 */
public record HomeExperts(int shared, int group, int task) implements Serializable {
    public HomeExperts {
        SizeLimits.checkedExperts(shared);
        SizeLimits.checkedExperts(group);
        SizeLimits.checkedExperts(task);
    }
}
