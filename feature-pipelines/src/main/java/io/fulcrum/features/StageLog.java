package io.fulcrum.features;

import io.fulcrum.job.WorkStage;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One plain log line for each stage: its name, what came of it and the seconds it took. */
final class StageLog {
    private static final Logger LOG = LoggerFactory.getLogger(FeaturePipeline.class);

    private StageLog() {}

    static void warnings(List<String> warnings) {
        warnings.forEach(LOG::warn);
    }

    static <T> T stage(String name, Supplier<T> work, Function<T, String> outcome) {
        long start = System.nanoTime();
        T result = WorkStage.of(name).run(work);
        LOG.info("{}: {} ({} s)", name, outcome.apply(result), Math.round((System.nanoTime() - start) / 1e8) / 10.0);
        return result;
    }
}
