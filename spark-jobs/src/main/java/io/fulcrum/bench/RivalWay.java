package io.fulcrum.bench;

import java.util.List;

/**
 * A way to run a {@link Rival}.
 *
 * @param name as rows have it
 * @param onOpenBlas whether the second interpreter runs it
 * @param options of the script
 */
record RivalWay(String name, int threads, boolean onOpenBlas, List<String> options) {
    private static final List<String> COMPILED = List.of("--adam", "fused", "--mode", "compiled");

    static RivalWay of(String name, int threads, String... options) {
        return new RivalWay(name, threads, false, List.of(options));
    }

    /** Returns the way of PyTorch's compiler, on two threads. */
    static RivalWay compiled() {
        return new RivalWay("compiled", 2, false, COMPILED);
    }

    /** Returns the same way by the second interpreter. */
    RivalWay onOpenBlas(String newName) {
        return new RivalWay(newName, threads, true, options);
    }

    /** Returns those of the ways that work there. */
    static List<RivalWay> at(Sides sides, List<RivalWay> ways) {
        return ways.stream().filter(way -> way.isAt(sides)).toList();
    }

    /** Returns the sides with its interpreter. */
    Sides of(Sides sides) {
        return onOpenBlas ? sides.onOpenBlas().orElseThrow() : sides;
    }

    private boolean isAt(Sides sides) {
        boolean isNamed = !onOpenBlas || sides.onOpenBlas().isPresent();
        return isNamed && (!options.equals(COMPILED) || of(sides).compilesPyTorch());
    }

    /**
     * One that takes part.
     *
     * @param side its process
     */
    record Entrant(RivalWay way, Contestant side) {}
}
