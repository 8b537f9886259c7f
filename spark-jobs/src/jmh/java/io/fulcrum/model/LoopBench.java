package io.fulcrum.model;

import org.openjdk.jmh.annotations.Param;

/** Times a loop over arrays, which may lie in several places. */
public abstract class LoopBench extends KernelBench {

    /** Where the numbers lie and who goes over them. */
    public enum Way {
        HEAP_LOOP,
        HEAP_VECTORS,
        DIRECT_VECTORS,
        ND4J
    }

    @Param
    public Way way;

    abstract Kernel kernel(Way chosen);

    @Override
    final Kernel chosen() {
        return kernel(way);
    }

    @Override
    final Kernel ours() {
        return kernel(Way.HEAP_LOOP);
    }
}
