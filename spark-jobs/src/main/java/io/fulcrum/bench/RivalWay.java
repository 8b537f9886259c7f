package io.fulcrum.bench;

import java.util.List;

/**
 * A way to run a {@link Rival}.
 *
 * @param name as rows have it
 * @param step how PyTorch takes a step; a library decides that itself
 * @param options of the script, besides those of the step
 */
record RivalWay(String name, int threads, PyTorchWay step, List<String> options) {
    static RivalWay of(String name, int threads) {
        return of(name, threads, PyTorchWay.EAGER);
    }

    static RivalWay of(String name, int threads, PyTorchWay step, String... options) {
        return new RivalWay(name, threads, step, List.of(options));
    }

    /**
     * One that takes part.
     *
     * @param side its process
     */
    record Entrant(RivalWay way, Contestant side) {}
}
