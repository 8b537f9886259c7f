package io.fulcrum.model;

import io.fulcrum.contract.TaskType;
import io.fulcrum.model.ServedDense.Form;
import io.fulcrum.model.ServedDense.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * A model packed for serving: immutable, shared by all threads, pure Java. Its predictions are equal to the bit with
 * those that {@code fulcrum score} writes. Each thread computes in a {@link ServingRoom} of its own.
 */
public final class ServedModel {
    private final ModelSpec spec;
    private final ServedFirst first;
    private final List<ServedLayer> layers = new ArrayList<>();
    private final List<Integer> widths = new ArrayList<>(); // [output]
    private final int[] logits; // [task] output
    private final float[] parameters;
    private int next; // parameter of the next layer

    /** Packs a model. */
    public ServedModel(Recommender model) {
        spec = model.spec();
        parameters = model.parameters();
        logits = new int[spec.tasks().size()];
        Architecture architecture = spec.network().architecture();
        if (architecture instanceof Mmoe mmoe) {
            int experts = mmoe.experts() * mmoe.expertLayers().get(0);
            first = first(model, experts + logits.length * mmoe.experts(), experts);
            mixtures(mmoe);
        } else {
            SharedBottom bottom = (SharedBottom) architecture;
            first = first(
                    model, bottom.bottomLayers().get(0), bottom.bottomLayers().get(0));
            heads(bottom);
        }
    }

    private ServedFirst first(Recommender model, int width, int rectified) {
        next = (model.spec().inputWidth() + 1) * width;
        widths.add(width);
        return new ServedFirst(model, width, rectified);
    }

    private void heads(SharedBottom bottom) {
        int top = 0;
        for (int width : bottom.bottomLayers().subList(1, bottom.bottomLayers().size())) {
            top = dense(new Place(top, 0), new Form(1, widths.get(top), width, true));
        }
        for (int task = 0; task < logits.length; task++) {
            logits[task] = head(top, bottom.headLayers());
        }
    }

    private void mixtures(Mmoe mmoe) {
        int experts = mmoe.experts();
        int top = 0;
        int width = mmoe.expertLayers().get(0);
        for (int wider : mmoe.expertLayers().subList(1, mmoe.expertLayers().size())) {
            top = dense(new Place(top, 0), new Form(experts, width, wider, true));
            width = wider;
        }
        int gates = experts * mmoe.expertLayers().get(0);
        for (int task = 0; task < logits.length; task++) {
            int mixed = output(width);
            layers.add(new ServedMixture(new Place(0, gates + task * experts), top, mixed, experts, width));
            logits[task] = head(mixed, mmoe.headLayers());
        }
    }

    private int head(int below, List<Integer> headLayers) {
        int top = below;
        for (int width : headLayers) {
            top = dense(new Place(top, 0), new Form(1, widths.get(top), width, true));
        }
        return dense(new Place(top, 0), new Form(1, widths.get(top), 1, false));
    }

    private int dense(Place below, Form form) {
        int made = output(form.blocks() * form.outputs());
        layers.add(new ServedDense(below, made, form, parameters, next));
        next += form.parameters();
        return made;
    }

    private int output(int width) {
        widths.add(width);
        return widths.size() - 1;
    }

    public ModelSpec spec() {
        return spec;
    }

    ServedFirst first() {
        return first;
    }

    List<ServedLayer> layers() {
        return layers;
    }

    /** Returns [output] the columns that layers put out. */
    int[] widths() {
        return widths.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns the output that is a task's logit. */
    int logit(int task) {
        return logits[task];
    }

    /** Returns what is written for a task's output: a probability, or a value in the label's unit. */
    double prediction(int task, float output) {
        return spec.tasks().task(task).type() == TaskType.BINARY
                ? LogOdds.probability(LogOdds.score(output))
                : spec.scales().get(task).unscaled(output);
    }
}
