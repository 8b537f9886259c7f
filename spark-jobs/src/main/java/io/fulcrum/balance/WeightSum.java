package io.fulcrum.balance;

/** What the absolute values of the task weights add up to: the magnitude of the combined gradient. */
public enum WeightSum {
    /** sum = 1: the step is a weighted mean of the tasks'. */
    ONE,
    /** sum = tasks: equal weights are the plain sum of the losses. */
    TASKS,
    /** Whatever the method publishes, which may change from round to round. */
    METHOD;

    /** What weights whose absolute values add up to 1 are multiplied by. @param published magnitude of the method */
    public double factor(int tasks, double published) {
        return switch (this) {
            case ONE -> 1;
            case TASKS -> tasks;
            case METHOD -> published;
        };
    }
}
