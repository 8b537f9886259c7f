package io.fulcrum.model;

import io.fulcrum.model.kernel.BlasKernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Times one way to compute something, once it was seen to compute what the engine's own does. */
@State(Scope.Benchmark)
public abstract class KernelBench {
    private Kernel kernel;

    @Setup
    public void prepare() {
        BlasKernels.choose(); // ND4J's way may be the first to load the library
        kernel = chosen().like(ours());
    }

    @Benchmark
    public void run() {
        kernel.run().run();
    }

    /** Makes the way that is timed. */
    abstract Kernel chosen();

    /** Makes the engine's own. */
    abstract Kernel ours();
}
