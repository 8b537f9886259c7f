package io.fulcrum.bench;

import io.fulcrum.job.Progress;
import java.util.List;

/** A benchmark: measures something on generated data. */
public interface Bench {
    /** Measures, telling how far it is, and returns the results. */
    List<BenchRow> run(Progress progress);
}
