package io.fulcrum.bench;

import io.fulcrum.data.Batch;
import io.fulcrum.model.EmbeddingPass;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The tables' part of a step alone, on the batches and with the rounds of {@link StepWorker}. */
final class EmbeddingWorker implements Worker {
    private final EmbeddingPass pass;
    private final List<Batch> batches;
    private long steps;

    EmbeddingWorker(Workload workload) {
        pass = new EmbeddingPass(workload.shape().spec(), StepWorker.ADAM);
        batches = workload.batches();
    }

    @Override
    public void step() {
        if (steps % StepWorker.ROUND_STEPS == 0) {
            pass.startRound();
        }
        int batch = (int) (steps++ % batches.size());
        pass.step(batches.get(batch), steps);
    }

    public static void main(String[] arguments) throws IOException {
        Worker.serve(
                "the tables' part of a step (1 thread)", new EmbeddingWorker(Workload.read(Path.of(arguments[0]))));
    }
}
