package io.fulcrum.balance;

/**
 * Nash-MTL (Navon et al., ICML 2022, claim 3.1): the Nash bargaining solution of the tasks' first-order loss decreases.
 * Its coefficients a > 0 solve H a = 1/a, so that no task's relative gain can rise by more than the others' fall.
 *
 * <p>As published, ‖Gᵀa‖² is the number of tasks whatever the gradients are: with {@code sum = method} steps do not
 * shorten near a solution. Deviation: solved in every round, and exactly ({@link FairGrad} with α = 1); the published
 * code linearises, stops after 20 steps, and refreshes every so many steps.
 */
record NashMtl() implements GramWeighting {
    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        return new FairGrad(1).weigh(gram, context);
    }
}
