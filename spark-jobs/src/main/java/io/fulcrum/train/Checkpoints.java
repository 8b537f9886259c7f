package io.fulcrum.train;

/** What keeps a run from being lost: asked where to go on before the first round, told after every round. */
public interface Checkpoints {
    /** Keeps nothing. */
    Checkpoints OFF = new Checkpoints() {
        @Override
        public Standing resume(RoundDriver<?> driver, StoppingRule stopping) {
            return Standing.START;
        }

        @Override
        public void after(Standing at, RoundDriver<?> driver, StoppingRule stopping) {}

        @Override
        public String log() {
            return "";
        }

        @Override
        public void logged(String line) {}
    };

    /** Brings driver and judge to where the run was left, and returns that place; the start for a new run. */
    Standing resume(RoundDriver<?> driver, StoppingRule stopping);

    /**
     * Takes note of a round that is over, and of its epoch if that is over too.
     *
     * @throws io.fulcrum.job.JobFailure if the run is to stop here: told to, its output lost to another, or no disk
     * left
     */
    void after(Standing at, RoundDriver<?> driver, StoppingRule stopping);

    /** Returns the lines of the round log up to where the run goes on. */
    String log();

    /** Takes note of a new line of the round log. */
    void logged(String line);
}
