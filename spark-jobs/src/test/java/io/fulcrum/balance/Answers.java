package io.fulcrum.balance;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** What methods answer, without the balancer around them. */
final class Answers {
    private Answers() {}

    /** The coefficients for a whole set of tasks, in a first round; empty if there are none. */
    static double[] of(GramWeighting method, GramMatrix gram) {
        double[] ones = new double[gram.tasks()];
        Arrays.fill(ones, 1);
        return method.weigh(gram, context(method, ones, 3)).values();
    }

    static double[] of(LossWeighting method, double... losses) {
        return method.weigh(context(method, losses, 3)).values();
    }

    /** The coefficients with all evidence of a whole set of tasks. */
    static double[] of(GramWeighting method, GramMatrix gram, double[][] gradients) {
        double[] ones = new double[gram.tasks()];
        Arrays.fill(ones, 1);
        return method.weigh(gram, with(detail(gradients), context(method, ones, 3)))
                .values();
    }

    /** What a probe of these gradients measures if its halves are alike and each loss falls by a tenth. */
    static ProbeDetail detail(double[][] gradients) {
        double[] after = new double[gradients.length];
        Arrays.fill(after, 0.9);
        return new ProbeDetail(after, GramMatrix.ofGradients(gradients).toArray(), gradients);
    }

    static RoundContext with(ProbeDetail detail, RoundContext context) {
        return new RoundContext(
                context.names(), context.tasks(), context.losses(), context.memory(), context.address(), detail);
    }

    static RoundContext context(Weighting method, double[] losses, long seed) {
        return context(method.start(losses.length), losses, new RoundContext.Address(1, 1, seed));
    }

    static RoundContext context(BalancerState memory, double[] losses, RoundContext.Address address) {
        int tasks = losses.length;
        return new RoundContext(names(tasks), IntStream.range(0, tasks).toArray(), losses, memory, address);
    }

    static List<String> names(int tasks) {
        return IntStream.range(0, tasks).mapToObj(i -> "t" + i).toList();
    }

    /** Gᵀw. */
    static double[] direction(double[][] gradients, double[] w) {
        double[] direction = new double[gradients[0].length];
        for (int i = 0; i < w.length; i++) {
            DenseAlgebra.axpy(w[i], gradients[i], direction);
        }
        return direction;
    }

    static double distance(double[] a, double[] b) {
        double[] difference = a.clone();
        DenseAlgebra.axpy(-1, b, difference);
        return Math.sqrt(DenseAlgebra.dot(difference, difference));
    }
}
