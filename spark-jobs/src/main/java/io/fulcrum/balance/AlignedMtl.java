package io.fulcrum.balance;

import io.fulcrum.config.ConfigReader;
import java.util.Arrays;

/**
 * Aligned-MTL (Senushkin et al., CVPR 2023, algorithm 1): the gradients are made orthogonal and of one length σ,
 * moving them as little as possible, and averaged. With H = V S Vᵀ the coefficients are σ V S^(−1/2) Vᵀ p, p = 1/K.
 * They may be negative.
 *
 * <p>Eigenvalues below the rounding noise of the largest are left out, so that dependent gradients share one
 * direction. The paper's σ is the least singular value; a near duplicate makes it, and with it the step, almost zero,
 * so the median and the root mean square of the published code are offered too.
 *
 * @param scale which σ
 */
record AlignedMtl(Scale scale) implements GramWeighting {
    /** Which length the orthogonal gradients get, of the singular values that are not zero. */
    enum Scale {
        MIN,
        /** The lower one of two in the middle. */
        MEDIAN,
        /** The root mean square. */
        RMSE
    }

    static BalancingMethod read(ConfigReader section) {
        return new AlignedMtl(section.choice("scale", Scale.class));
    }

    @Override
    public Coefficients weigh(GramMatrix gram, RoundContext context) {
        DenseAlgebra.Eigen eigen = DenseAlgebra.eigen(gram.toArray());
        double[] values = eigen.values();
        double squared = switch (scale) {
            case MIN -> values[values.length - 1];
            case MEDIAN -> values[values.length / 2];
            case RMSE -> Arrays.stream(values).average().orElse(0);
        };
        double[] preference = new double[gram.tasks()];
        Arrays.fill(preference, 1.0 / gram.tasks());
        return Coefficients.of(eigen.apply(s -> Math.sqrt(squared / s), preference))
                .reading("rank", values.length)
                .reading("condition", Math.sqrt(values[0] / values[values.length - 1]));
    }
}
