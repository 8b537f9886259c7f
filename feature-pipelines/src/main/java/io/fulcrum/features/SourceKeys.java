package io.fulcrum.features;

import io.fulcrum.config.Excerpt;
import io.fulcrum.features.check.CheckedData.RepeatedKeys;
import io.fulcrum.features.label.LabelledRows;
import io.fulcrum.features.profile.KeyCounts;
import io.fulcrum.features.read.RowPass;
import io.fulcrum.features.read.SourceTable;
import io.fulcrum.features.read.SparkSources;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Repeated keys as the source rows have them, by a shuffle of the keys' hashes where the profile has not found one. */
final class SourceKeys implements RepeatedKeys {
    private final LabelledRows rows;
    private final List<String> keys;
    private final KeyCounts profiled;
    private OptionalLong repeated;

    SourceKeys(LabelledRows rows, List<String> keys, KeyCounts profiled) {
        this.rows = rows;
        this.keys = keys;
        this.profiled = profiled;
        repeated = profiled.repeated();
    }

    @Override
    public long count() {
        SparkSources none = SparkSources.of(List.of(), rows.source().schema());
        RowPass keysOfRows = RowPass.of(inSplits().where(rows.keyHash().isNotNull()), List.of(rows.keyHash()), none);
        RepeatedHashes found = RepeatedHashes.of(keysOfRows, profiled.rows());
        repeated = found.repeats() == 0 ? OptionalLong.empty() : OptionalLong.of(found.least());
        return found.repeats();
    }

    @Override
    public String example() {
        Row key = inSplits()
                .where(rows.keyHash().equalTo(repeated.orElseThrow()))
                .select(keys.stream().map(SourceTable::column).toArray(Column[]::new))
                .head();
        return IntStream.range(0, keys.size())
                .mapToObj(i -> keys.get(i) + " = " + Excerpt.of(String.valueOf(key.get(i))))
                .collect(Collectors.joining(", "));
    }

    private Dataset<Row> inSplits() {
        return rows.source().where(rows.split().ordinal().isNotNull());
    }
}
