package io.fulcrum.job;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * A named part of a program's work, such as "profile" or "load train"; {@link WorkProgress} shows the one that runs.
 *
 * @param rows how many rows the stage reads in all, where that is known
 */
public record WorkStage(String name, OptionalLong rows) {
    /** Returns a stage that reads an unknown number of rows, or none. */
    public static WorkStage of(String name) {
        return new WorkStage(name, OptionalLong.empty());
    }

    public static WorkStage of(String name, long rows) {
        return new WorkStage(name, OptionalLong.of(rows));
    }

    /** Returns what {@code work} returns; progress shows this stage meanwhile, then the one that it was part of. */
    public <T> T run(Supplier<T> work) {
        Optional<WorkStage> outer = WorkProgress.enter(Optional.of(this));
        try {
            return work.get();
        } finally {
            WorkProgress.enter(outer);
        }
    }

    /** Does {@code work} as {@link #run(Supplier)} does. */
    public void run(Runnable work) {
        run(() -> {
            work.run();
            return this;
        });
    }
}
