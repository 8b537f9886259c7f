package io.fulcrum.balance;

/** What the task weights of every method add up to, so that comparing methods does not compare learning rates. */
public enum WeightSum {
    /** sum = 1: the step is a weighted mean of the tasks'. */
    ONE,
    /** sum = tasks: equal weights are the plain sum of the losses. */
    TASKS;

    /** What weights on the simplex are multiplied by. */
    public double factor(int tasks) {
        return this == ONE ? 1 : tasks;
    }
}
