package io.fulcrum.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A way to take a step with PyTorch; ours is compared with the best one. */
enum PyTorchWay {
    /** As a program without options does it. */
    EAGER(false),
    /** With Adam in one kernel. */
    FUSED_ADAM(false, "--adam", "fused"),
    /** With network and losses compiled too. */
    COMPILED(false, "--adam", "fused", "--mode", "compiled"),
    /** Without options, by the second interpreter. */
    OPENBLAS_EAGER(true),
    /** Compiled, by the second interpreter. */
    OPENBLAS_COMPILED(true, "--adam", "fused", "--mode", "compiled");

    private final boolean onOpenBlas;
    private final List<String> options;

    PyTorchWay(boolean onOpenBlas, String... options) {
        this.onOpenBlas = onOpenBlas;
        this.options = List.of(options);
    }

    /** Returns those that work there. */
    static List<PyTorchWay> at(Sides sides) {
        List<PyTorchWay> ways = new ArrayList<>();
        if (sides.hasPyTorch()) {
            ways.addAll(List.of(EAGER, FUSED_ADAM));
            if (sides.compilesPyTorch()) {
                ways.add(COMPILED);
            }
        }
        sides.onOpenBlas().ifPresent(other -> {
            ways.add(OPENBLAS_EAGER);
            if (other.compilesPyTorch()) {
                ways.add(OPENBLAS_COMPILED);
            }
        });
        return ways;
    }

    /**
     * Starts a side.
     *
     * @param more options of the script
     */
    Contestant start(Sides sides, Path workload, int threads, List<String> more) {
        Sides taken = onOpenBlas ? sides.onOpenBlas().orElseThrow() : sides;
        List<String> all = new ArrayList<>(options);
        all.addAll(more);
        return taken.pyTorch(workload, threads, all.toArray(String[]::new));
    }

    /** Returns the seconds by way of those that took part, in the order of {@code ways}. */
    static Map<PyTorchWay, double[]> taken(List<PyTorchWay> ways, double[][] seconds, int first) {
        Map<PyTorchWay, double[]> taken = new EnumMap<>(PyTorchWay.class);
        for (int i = 0; i < ways.size(); i++) {
            taken.put(ways.get(i), seconds[first + i]);
        }
        return taken;
    }

    /** Returns the way with the least median. */
    static PyTorchWay best(Map<PyTorchWay, double[]> taken) {
        return taken.keySet().stream()
                .min(Comparator.comparingDouble(
                        way -> BenchRow.of("", "s", taken.get(way)).median()))
                .orElseThrow();
    }

    /** Returns the name as rows have it, such as fused-adam. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
