package io.fulcrum.model;

import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import java.util.function.IntFunction;

/** Two architectures written as plainly as possible in double, on the network's own flat parameters. */
public final class ReferenceNetwork {

    private final Architecture architecture;
    private final ParameterLayout layout;
    private final int tasks;

    ReferenceNetwork(Architecture architecture, ParameterLayout layout, int tasks) {
        this.architecture = architecture;
        this.layout = layout;
        this.tasks = tasks;
    }

    /** Logits of one row, [task]. */
    double[] logits(double[] parameters, double[] input) {
        IntFunction<double[]> represent = architecture instanceof SharedBottom shared
                ? task -> stack(parameters, "bottom", shared.bottomLayers().size(), input)
                : task -> mixture((Mmoe) architecture, task, parameters, input);
        int headLayers = architecture instanceof SharedBottom bottom
                ? bottom.headLayers().size()
                : ((Mmoe) architecture).headLayers().size();
        double[] logits = new double[tasks];
        for (int task = 0; task < tasks; task++) {
            double[] head = stack(parameters, "head" + task + "-", headLayers, represent.apply(task));
            logits[task] = dense(parameters, "logit" + task, 1, head)[0];
        }
        return logits;
    }

    private double[] mixture(Mmoe mmoe, int task, double[] parameters, double[] input) {
        double[] experts = relu(dense(parameters, "experts0", 1, input));
        for (int i = 1; i < mmoe.expertLayers().size(); i++) {
            experts = relu(dense(parameters, "experts" + i, mmoe.experts(), experts));
        }
        return mix(dense(parameters, "gate" + task, 1, input), experts);
    }

    /** Softmax mixture of equal blocks of {@code values}. */
    public static double[] mix(double[] scores, double[] values) {
        double sum = 0;
        for (double score : scores) {
            sum += Math.exp(score);
        }
        double[] mixed = new double[values.length / scores.length];
        for (int i = 0; i < values.length; i++) {
            mixed[i % mixed.length] += Math.exp(scores[i / mixed.length]) / sum * values[i];
        }
        return mixed;
    }

    private double[] stack(double[] parameters, String name, int layers, double[] input) {
        double[] top = input;
        for (int i = 0; i < layers; i++) {
            top = relu(dense(parameters, name + i, 1, top));
        }
        return top;
    }

    private double[] dense(double[] parameters, String name, int blocks, double[] input) {
        Slice weights = slice(name + "_W");
        Slice bias = slice(name + "_b");
        int blockInputs = input.length / blocks;
        double[] output = new double[bias.length()];
        for (int out = 0; out < output.length; out++) {
            int block = out / (output.length / blocks);
            output[out] = parameters[bias.offset() + out];
            for (int in = 0; in < blockInputs; in++) {
                output[out] += parameters[weights.offset() + out * blockInputs + in] * input[block * blockInputs + in];
            }
        }
        return output;
    }

    private Slice slice(String name) {
        return layout.slices().stream()
                .filter(slice -> slice.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static double[] relu(double[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = Math.max(values[i], 0);
        }
        return result;
    }
}
