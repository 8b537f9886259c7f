/**
 * Task weights from a Gram matrix: mathematics only, on plain arrays; imports the JDK and {@code config}.
 *
 * <p>With the default settings ({@code pareto}, {@code normalise = loss}, {@code smoothing = 0.9}) the weights of the
 * next round minimise wᵀ D H̃ D w on the simplex between floors and ceilings, where H̃ is the running mean of the Gram
 * matrix over rounds and D = diag(1 / loss). {@link io.fulcrum.balance.WeightSum} multiplies the solution.
 *
 * <p>The weights do <b>not</b> contain the normaliser D: they are those of the normalised problem and are applied to
 * the raw losses, as in MGDA's published code. The weighted sum of the raw gradients is therefore in general not the
 * combination of least norm; it is with {@code normalise = none} and {@code smoothing = 0}, for the gradients that the
 * round measured.
 */
package io.fulcrum.balance;
