package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a step of a network allocates once its arrays have their size. */
class StepAllocationTest {
    private static final int INPUTS = 7;
    private static final int TASKS = 2;
    private static final int ROWS = 16_384;

    /** Small views of matrices come and go; an array with a number for each row would have this many bytes. */
    private static final long LEAST_ARRAY = (long) Float.BYTES * ROWS;

    @ParameterizedTest
    @EnumSource(ArchitectureType.class)
    void step_steadyState_allocatesNoArrayForItsRows(ArchitectureType type) {
        MultiTaskNetwork network = MultiTaskNetwork.build(ArchitectureExamples.small(type), INPUTS, TASKS, 5);
        float[] input = PlainStep.normals(ROWS * INPUTS, new Random(1));
        NetworkRows batch = NetworkRows.plain(input, new float[ROWS * INPUTS], ROWS, INPUTS);
        float[] logits = new float[TASKS * ROWS];
        double[] weights = {1, 0.5};
        double[] shared = new double[network.layout().sharedSize()];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long least = Long.MAX_VALUE;
        for (int turn = 0; turn < 20; turn++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            network.forwardForTraining(batch, logits);
            network.sharedGradient(1, logits, shared);
            network.backward(logits, weights);
            least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("bytes").isLessThan(LEAST_ARRAY);
    }
}
