package io.fulcrum.train;

import io.fulcrum.job.ExitCode;
import java.util.Optional;

/** Who may end a run between two rounds: a signal to this process, or another driver that took the output over. */
public interface RunGuard {
    /** Never ends a run. */
    RunGuard NONE = new RunGuard() {
        @Override
        public void begin() {}

        @Override
        public Optional<ExitCode> stop() {
            return Optional.empty();
        }

        @Override
        public void check() {}
    };

    /** Told when the first round is about to begin: from now on there is something to lose. */
    void begin();

    /** Returns the exit code that the run is to end with after a checkpoint, if it is to end. */
    Optional<ExitCode> stop();

    /**
     * Makes sure that the output is still this run's.
     *
     * @throws io.fulcrum.job.JobFailure if it is not
     */
    void check();
}
