package io.fulcrum.balance;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/**
 * DB-MTL (Lin et al., 2023, algorithm 1): the gradients of the logarithms of the losses, each scaled to the length of
 * the longest, are added up. On the losses themselves these are the coefficients max_k(‖g_k‖ / L_k) / ‖g_i‖.
 *
 * <p>Deviation: the paper smooths each gradient over steps. Inner products across rounds are not known, so the Gram
 * matrix is smoothed instead ({@code balance.smoothing}), and heads get the gradients of their losses, not of the
 * logarithms.
 */
record DbMtl() implements GramWeighting {
    @Override
    public Set<Evidence> evidence() {
        return EnumSet.of(Evidence.GRAM, Evidence.LOSSES);
    }

    @Override
    public boolean nonNegative() {
        return true;
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        double[] norms = gram.norms();
        double longest = 0;
        for (int i = 0; i < norms.length; i++) {
            double loss = context.losses()[i];
            if (!(loss > 0)) {
                return Coefficients.none(context, "a loss of " + loss + " has no logarithm");
            }
            longest = Math.max(longest, norms[i] / loss);
        }
        double most = longest;
        return Coefficients.of(Arrays.stream(norms).map(norm -> most / norm).toArray());
    }
}
