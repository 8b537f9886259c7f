package io.fulcrum.data;

/**
 * Where a training step is in its run: all that it depends on besides parameters, rows and settings.
 *
 * @param round number of the round in the run, from 0, which schedules follow
 * @param noise address of the step's random numbers
 */
public record StepAddress(int round, long noise) {
    /** Of rows that are scored, or of a step whose place does not matter. */
    public static final StepAddress NONE = new StepAddress(0, 0);

    /** Returns the address of a step that begins with this row of those that the address is for. */
    StepAddress at(int row) {
        return new StepAddress(round, Seeds.of(noise, row));
    }
}
