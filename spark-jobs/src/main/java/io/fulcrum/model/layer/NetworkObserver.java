package io.fulcrum.model.layer;

import io.fulcrum.model.graph.Curve;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.Operation.Activation;
import io.fulcrum.model.graph.Operation.Dense;
import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.layer.Measures.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Measures something of what a network's layers put out for a batch. */
public interface NetworkObserver {

    void observe(Measures target);

    /** Returns the observers of rectified layers and of mixtures that score, named as {@link NetworkParts} does. */
    static List<NetworkObserver> of(NetworkGraph graph, NetworkLayers layers) {
        List<NetworkObserver> observers = new ArrayList<>();
        for (Operation operation : graph.operations().subList(0, graph.scoredOperations())) {
            if (operation instanceof Dense dense) {
                dense.parts().stream()
                        .filter(part -> part.activation() == Activation.RELU)
                        .forEach(part -> observers.add(new Units(part.name(), layers.outputs(dense, part))));
            } else if (operation instanceof Operation.Activate activate && activate.curve() == Curve.RELU) {
                String name = NetworkParts.nameOf(graph, activate.output());
                observers.add(new Units(name, List.of(layers.made(activate.output()))));
            } else if (operation instanceof Operation.Mixture mixture
                    && !NetworkParts.isAttention(graph, mixture.scores())) {
                String name = NetworkParts.nameOf(graph, mixture.scores());
                observers.add(new Gate(name, layers.mixture(mixture.output())));
            }
        }
        return observers;
    }

    /** Counts the rows in which each unit is above 0. */
    record Units(String layer, List<Columns> blocks) implements NetworkObserver {
        @Override
        public void observe(Measures target) {
            double[] active = blocks.stream()
                    .flatMapToInt(columns -> Arrays.stream(active(columns)))
                    .asDoubleStream()
                    .toArray();
            target.add(Kind.ACTIVE, layer, active, blocks.get(0).rows());
        }

        private static int[] active(Columns columns) {
            int[] active = new int[columns.width()];
            Matrix values = columns.values();
            boolean byRows = values.order() == Matrix.Order.ROWS;
            for (int line = 0; line < (byRows ? columns.rows() : active.length); line++) {
                int at = values.at() + line * values.stride();
                if (byRows) {
                    addActive(values.values(), at, active);
                } else {
                    active[line] = active(values.values(), at, columns.rows());
                }
            }
            return active;
        }

        private static void addActive(float[] values, int at, int[] active) {
            for (int unit = 0; unit < active.length; unit++) {
                active[unit] += values[at + unit] > 0 ? 1 : 0;
            }
        }

        private static int active(float[] values, int at, int rows) {
            int count = 0;
            for (int row = 0; row < rows; row++) {
                count += values[at + row] > 0 ? 1 : 0;
            }
            return count;
        }
    }

    /** Sums the shares of a mixture's parts, and their entropies. */
    record Gate(String name, SoftmaxMixture mixture) implements NetworkObserver {
        @Override
        public void observe(Measures target) {
            double[] load = new double[mixture.parts()];
            double entropy = 0;
            for (int part = 0; part < load.length; part++) {
                float[] shares = mixture.shares(part);
                for (int row = 0; row < mixture.rows(); row++) {
                    load[part] += shares[row];
                    entropy -= shares[row] > 0 ? shares[row] * Math.log(shares[row]) : 0;
                }
            }
            target.add(Kind.LOAD, name, load, mixture.rows());
            target.add(Kind.ENTROPY, name, new double[] {entropy}, mixture.rows());
        }
    }
}
