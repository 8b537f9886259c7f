package io.fulcrum.model;

import io.fulcrum.model.optimizer.DenseOptimizer;
import io.fulcrum.model.optimizer.UpdateLanes;
import io.fulcrum.model.optimizer.UpdateRule;
import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.updaters.AdamUpdater;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Param;

/** Moves 160 thousand dense parameters by one step of Adam. */
public class AdamStep extends KernelBench {
    private static final int SIZE = 160 * 1024;
    private static final int STEP = 10;
    private static final double RATE = 1e-3;
    private static final UpdateRule.Adam RULE = new UpdateRule.Adam(0.9, 0.999, 1e-8);
    private static final AdamFactors FACTORS = AdamFactors.of(RULE, RATE, STEP);

    /** Where parameters lie and who goes over them; lanes are the way of rows, which keep their moments beside them. */
    public enum Way {
        DENSE,
        HEAP_LANES,
        HEAP_LOOP,
        HEAP_VECTORS,
        DIRECT_VECTORS,
        ND4J
    }

    @Param
    public Way way;

    @Override
    Kernel chosen() {
        return kernel(way);
    }

    @Override
    Kernel ours() {
        return kernel(Way.DENSE);
    }

    private static Kernel kernel(Way way) {
        AdamArrays<float[]> arrays = AdamArrays.random(SIZE);
        return switch (way) {
            case DENSE -> dense(arrays);
            case HEAP_LANES -> lanes(arrays);
            case HEAP_LOOP ->
                new Kernel(
                        () -> loop(arrays.values(), arrays.gradients(), arrays.first(), arrays.second()),
                        arrays::values);
            case HEAP_VECTORS -> new Kernel(() -> VectorLoops.adam(arrays, FACTORS, SIZE), arrays::values);
            case DIRECT_VECTORS -> direct(arrays.in(Samples::direct));
            case ND4J -> nd4j(arrays.in(Nd4j::create));
        };
    }

    private static Kernel dense(AdamArrays<float[]> arrays) {
        DenseOptimizer optimizer = new DenseOptimizer(RULE, arrays.values(), arrays.gradients());
        return new Kernel(() -> optimizer.step(RATE, STEP), arrays::values);
    }

    private static Kernel lanes(AdamArrays<float[]> arrays) {
        UpdateRule.Row row = new UpdateRule.Row();
        row.values = arrays.values();
        row.gradient = arrays.gradients();
        row.state = new float[RULE.stateWidth(SIZE)];
        row.width = SIZE;
        UpdateLanes lanes = new UpdateLanes(RULE.statesOfParameter());
        UpdateRule.Move move = RULE.moves();
        Runnable run = () -> {
            move.start(RATE, STEP);
            lanes.moveLong(row, move);
        };
        return new Kernel(run, arrays::values);
    }

    private static void loop(float[] values, float[] gradients, float[] first, float[] second) {
        for (int i = 0; i < SIZE; i++) {
            float gradient = gradients[i];
            float m = first[i] * FACTORS.decay1() + (1 - FACTORS.decay1()) * gradient;
            float v = second[i] * FACTORS.decay2() + (1 - FACTORS.decay2()) * gradient * gradient;
            first[i] = m;
            second[i] = v;
            values[i] -= FACTORS.rate() * m / ((float) Math.sqrt(v) * FACTORS.scale() + FACTORS.epsilon());
        }
    }

    private static Kernel direct(AdamArrays<ByteBuffer> arrays) {
        return new Kernel(() -> VectorLoops.adamDirect(arrays, FACTORS, SIZE), () -> Samples.read(arrays.values()));
    }

    /** ND4J adds its epsilon before it corrects the second moments. */
    private static Kernel nd4j(AdamArrays<INDArray> arrays) {
        INDArray ways = Nd4j.create(SIZE);
        double epsilon = RULE.epsilon() / FACTORS.scale();
        return new Kernel(
                () -> {
                    Nd4j.exec(new AdamUpdater(
                            arrays.gradients(),
                            arrays.second(),
                            arrays.first(),
                            ways,
                            arrays.second(),
                            arrays.first(),
                            RATE,
                            RULE.beta1(),
                            RULE.beta2(),
                            epsilon,
                            STEP - 1));
                    arrays.values().subi(ways);
                },
                () -> Samples.read(arrays.values()));
    }
}
