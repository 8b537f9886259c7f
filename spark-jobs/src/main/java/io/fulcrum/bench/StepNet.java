package io.fulcrum.bench;

import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.ArchitectureType;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.SharedBottom;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * A network whose step is timed.
 *
 * @param name as rows and options have it: wide-mmoe, or census- and the architecture's name
 */
public record StepNet(String name, ArchitectureType type) {
    /** Census rows, 8 experts 64-32, heads 32-16. */
    public static final StepNet CENSUS_MMOE = of(ArchitectureType.MMOE);

    private static final Mmoe CENSUS = new Mmoe(8, List.of(64, 32), List.of(32, 16));

    /** One shared stack 64-32, heads 32-16. */
    private static final SharedBottom CENSUS_BOTTOM = new SharedBottom(List.of(64, 32), List.of(32, 16));

    /** 416 numbers, 4 experts 256-128, heads 64: products of matrices and little else. */
    static final StepNet WIDE_MMOE = new StepNet("wide-mmoe", ArchitectureType.MMOE);

    private static final Mmoe WIDE = new Mmoe(4, List.of(256, 128), List.of(64));
    private static final int WIDE_INPUTS = 416;

    /** Returns an architecture over census rows. */
    public static StepNet of(ArchitectureType type) {
        return new StepNet("census-" + type.key(), type);
    }

    /** Returns all: each architecture over census rows, and the wide network. */
    public static List<StepNet> all() {
        return Stream.concat(Arrays.stream(ArchitectureType.values()).map(StepNet::of), Stream.of(WIDE_MMOE))
                .toList();
    }

    boolean isWide() {
        return equals(WIDE_MMOE);
    }

    /** Returns the network over census rows. */
    Workload onCensus(CensusRows census, int batchSize) {
        return Workload.of(architecture(census.columns()), census.columns(), census.shard(), batchSize);
    }

    /**
     * Returns the architecture: that of MMoE and of the shared bottom in sizes that do not change, so that their rows
     * can be compared with earlier ones, others with about as many parameters as MMoE.
     */
    Architecture architecture(GeneratedRows.Columns columns) {
        return switch (type) {
            case MMOE -> CENSUS;
            case SHARED_BOTTOM -> CENSUS_BOTTOM;
            default -> new NetworkScale(type, columns).closestTo(CENSUS);
        };
    }

    /** Returns the wide network over generated numbers. */
    static Workload wide(int batchSize) {
        GeneratedRows rows =
                new GeneratedRows(new GeneratedRows.Columns(List.of(), 1, WIDE_INPUTS), GeneratedRows.Draw.UNIFORM);
        return Workload.of(WIDE, rows.columns(), rows.shard(1, 16 * batchSize), batchSize);
    }

    @Override
    public String toString() {
        return name;
    }
}
