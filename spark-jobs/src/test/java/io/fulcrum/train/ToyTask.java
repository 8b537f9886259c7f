package io.fulcrum.train;

import io.fulcrum.balance.ToyProblem;
import io.fulcrum.model.TrainableModel;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import io.fulcrum.model.loss.TaskSums;
import io.fulcrum.train.exchange.TableSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * A toy problem as a network of three shared parameters, trained by plain SGD. An example's losses are the problem's
 * at the point moved by the example's noise; a shard is its batches.
 *
 * @param rate of the first step; it falls with 1 / √step
 */
record ToyTask(ToyProblem problem, double rate)
        implements TrainingTask<List<List<ToyTask.Example>>, List<ToyTask.Example>> {
    private static final ParameterLayout LAYOUT = new ParameterLayout(List.of(new Slice("x", 0, 3, new Shared())));

    /**
     * An example.
     *
     * @param noise [dimension]
     * @param labelled [task]
     */
    record Example(double[] noise, boolean[] labelled) {
        /** One with both labels and no noise. */
        static Example plain() {
            return new Example(new double[3], new boolean[] {true, true});
        }
    }

    @Override
    public TrainableModel<List<Example>> open(RoundPlan plan, TableSource tables) {
        return new Model();
    }

    @Override
    public List<List<Example>> stepBatches(RoundPlan plan, int shardId, List<List<Example>> shard) {
        return shard;
    }

    /** All batches of a shard. */
    @Override
    public int probeBatches(RoundPlan plan) {
        return Integer.MAX_VALUE;
    }

    @Override
    public double learningRate(long step) {
        return rate / Math.sqrt(1 + step / 100.0);
    }

    @Override
    public BadNumbers onBadNumbers() {
        return BadNumbers.STOP;
    }

    @Override
    public String clipping() {
        return "lower the rate";
    }

    private final class Model implements TrainableModel<List<Example>> {
        private double[] x = new double[3];
        private long step;
        private List<Example> batch = List.of();

        @Override
        public ParameterLayout layout() {
            return LAYOUT;
        }

        @Override
        public void load(float[] parameters, float[] optimizerState, long counted) {
            for (int p = 0; p < x.length; p++) {
                x[p] = parameters[p];
            }
            step = counted;
        }

        @Override
        public float[] parameters() {
            return new float[] {(float) x[0], (float) x[1], (float) x[2]};
        }

        @Override
        public float[] optimizerState() {
            return new float[0];
        }

        @Override
        public void read(List<Example> next) {
            batch = next;
        }

        @Override
        public TaskSums losses() {
            return probe(new double[2][x.length]);
        }

        @Override
        public TaskSums probe(double[][] sums) {
            return measure(gradients -> {
                for (int task = 0; task < 2; task++) {
                    for (int p = 0; p < x.length; p++) {
                        sums[task][p] += gradients[task][p];
                    }
                }
            });
        }

        /** The representation is the point itself, which every example reads. */
        @Override
        public TaskSums probeRepresentation(double[][] products) {
            return measure(gradients -> {
                for (int task = 0; task < 2; task++) {
                    for (int other = 0; other < 2; other++) {
                        for (int p = 0; p < x.length; p++) {
                            products[task][other] += gradients[task][p] * gradients[other][p];
                        }
                    }
                }
            });
        }

        /** Sums losses and hands over each example's gradients, [task][dimension], of zeros where it has no label. */
        private TaskSums measure(Consumer<double[][]> ofExample) {
            double[] losses = new double[2];
            long[] labelled = new long[2];
            for (Example example : batch) {
                double[] at = x.clone();
                for (int p = 0; p < at.length; p++) {
                    at[p] -= example.noise[p];
                }
                double[] here = problem.losses(at);
                double[][] gradients = problem.gradients(at);
                for (int task = 0; task < 2; task++) {
                    if (example.labelled[task]) {
                        labelled[task]++;
                        losses[task] += here[task];
                    } else {
                        gradients[task] = new double[at.length];
                    }
                }
                ofExample.accept(gradients);
            }
            return new TaskSums(losses, labelled, batch.size());
        }

        @Override
        public TaskSums step(double[] taskWeights) {
            double[][] sums = new double[2][x.length];
            TaskSums measured = probe(sums);
            step++;
            for (int task = 0; task < 2; task++) {
                for (int p = 0; p < x.length && measured.labelled()[task] > 0; p++) {
                    x[p] -= learningRate(step) * taskWeights[task] * sums[task][p] / measured.labelled()[task];
                }
            }
            return measured;
        }

        @Override
        public void close() {}
    }
}
