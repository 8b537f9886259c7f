package io.fulcrum.jobs.bench;

import io.fulcrum.model.Architecture;
import io.fulcrum.model.Mmoe;
import io.fulcrum.model.SharedBottom;
import java.util.List;
import java.util.Locale;

/** The networks whose step is timed. */
public enum StepNet {
    /** Census rows, 8 experts 64-32, heads 32-16. */
    CENSUS_MMOE(new Mmoe(8, List.of(64, 32), List.of(32, 16))),
    /** Census rows, one shared stack 64-32, heads 32-16. */
    CENSUS_SHARED_BOTTOM(new SharedBottom(List.of(64, 32), List.of(32, 16))),
    /** 416 numbers, 4 experts 256-128, heads 64: products of matrices and little else. */
    WIDE_MMOE(new Mmoe(4, List.of(256, 128), List.of(64)));

    private static final int WIDE_INPUTS = 416;

    private final Architecture architecture;

    StepNet(Architecture architecture) {
        this.architecture = architecture;
    }

    boolean isWide() {
        return this == WIDE_MMOE;
    }

    /** Returns the network over census rows. */
    Workload onCensus(CensusRows census, int batchSize) {
        return Workload.of(architecture, census.columns(), census.shard(), batchSize);
    }

    /** Returns the wide network over generated numbers. */
    static Workload wide(int batchSize) {
        GeneratedRows rows =
                new GeneratedRows(new GeneratedRows.Columns(List.of(), 1, WIDE_INPUTS), GeneratedRows.Draw.UNIFORM);
        return Workload.of(WIDE_MMOE.architecture, rows.columns(), rows.shard(1, 16 * batchSize), batchSize);
    }

    /** Returns the name as rows and options have it, such as wide-mmoe. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
