package io.fulcrum.bench;

import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.SharedBottom;
import java.util.List;
import java.util.Locale;

/** The networks whose serving is timed. */
public enum ServeNet {
    /** Census rows, 8 experts 64-32, heads 32-16: all tables are small. */
    CENSUS_MMOE(new Mmoe(8, List.of(64, 32), List.of(32, 16))),
    /** Census rows, one shared stack 64-32, heads 32-16. */
    CENSUS_SHARED_BOTTOM(new SharedBottom(List.of(64, 32), List.of(32, 16))),
    /** 26 fields of 10 to 1,000,000 ids and 13 numbers, generated; 4 experts 128-64, heads 32: large tables. */
    ADS_MMOE(new Mmoe(4, List.of(128, 64), List.of(32)));

    private static final int ROWS = 20_000;
    private static final List<Integer> ADS_FIELDS = List.of(
            10, 20, 50, 100, 100, 200, 500, 500, 1000, 1000, 2000, 5000, 5000, 10_000, 10_000, 20_000, 20_000, 50_000,
            50_000, 100_000, 100_000, 200_000, 200_000, 500_000, 500_000, 1_000_000);

    private final Architecture architecture;

    ServeNet(Architecture architecture) {
        this.architecture = architecture;
    }

    boolean isOnCensus() {
        return this != ADS_MMOE;
    }

    Workload on(CensusRows census) {
        CensusRows some = census.first(ROWS);
        return Workload.of(architecture, some.columns(), some.shard(), 1);
    }

    static Workload ads() {
        GeneratedRows rows = new GeneratedRows(new GeneratedRows.Columns(ADS_FIELDS, 16, 13), GeneratedRows.Draw.ZIPF);
        return Workload.of(ADS_MMOE.architecture, rows.columns(), rows.shard(1, ROWS), 1);
    }

    /** Returns the name as rows and options have it, such as ads-mmoe. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
