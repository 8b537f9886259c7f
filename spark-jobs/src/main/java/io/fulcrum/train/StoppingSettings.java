package io.fulcrum.train;

import io.fulcrum.config.ConfigReader;
import java.util.List;
import java.util.Optional;

/**
 * How the best epoch is chosen, and when to stop looking for a better one.
 *
 * @param task whose validation metric decides; empty for the mean relative change over all tasks
 * @param patience epochs without a better one after which training stops
 * @param minChange least gain that counts as better
 */
public record StoppingSettings(Optional<String> task, int patience, double minChange) {
    private static final String MEAN = "mean";

    /** Reads the section {@code stopping}; the task it names must be one of {@code tasks}. */
    public static StoppingSettings read(ConfigReader root, List<String> tasks) {
        ConfigReader section = root.section("stopping");
        String task = section.text("task");
        if (!task.equals(MEAN) && !tasks.contains(task)) {
            section.problem("task", "is neither mean nor a task (" + String.join(", ", tasks) + ")");
        }
        StoppingSettings settings = new StoppingSettings(
                task.equals(MEAN) ? Optional.empty() : Optional.of(task),
                section.integer("patience", 1),
                section.number("min-change", 0, Double.MAX_VALUE));
        section.refuseUnknown();
        return settings;
    }

    /** Returns settings by which every epoch counts as better than the one before: the last is kept. */
    StoppingSettings lastOf(int epochs) {
        return new StoppingSettings(task, epochs, Double.NEGATIVE_INFINITY);
    }
}
