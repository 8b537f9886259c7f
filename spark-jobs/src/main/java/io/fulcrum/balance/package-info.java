/**
 * Task weights from a Gram matrix: mathematics only, on plain arrays; imports the JDK alone.
 *
 * <p>Everything is solved on the simplex (sum 1). {@link io.fulcrum.balance.WeightSum} multiplies at the very end.
 * Where gradients are normalised before solving, the returned weights do <b>not</b> contain the normaliser: they are
 * the weights of the normalised problem and are applied to the raw losses (as in MGDA's published code).
 */
package io.fulcrum.balance;
