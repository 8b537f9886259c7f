package io.fulcrum.features;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import io.fulcrum.config.Excerpt;
import io.fulcrum.features.check.CheckedData.RepeatedKeys;
import io.fulcrum.features.label.LabelledRows;
import io.fulcrum.features.profile.KeyCounts;
import io.fulcrum.features.read.SourceTable;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;

/** Repeated keys as the source rows have them, by a shuffle of the keys' hashes where the profile has not found one. */
final class SourceKeys implements RepeatedKeys {
    private static final String HASH = "hash";
    private static final String ROWS = "rows";

    private final LabelledRows rows;
    private final List<String> keys;
    private OptionalLong repeated;

    SourceKeys(LabelledRows rows, List<String> keys, KeyCounts profiled) {
        this.rows = rows;
        this.keys = keys;
        repeated = profiled.repeated();
    }

    @Override
    public long count() {
        Row found = inSplits()
                .select(rows.keyHash().as(HASH))
                .where(col(HASH).isNotNull())
                .groupBy(HASH)
                .agg(functions.count(lit(1)).as(ROWS))
                .where(col(ROWS).gt(1))
                .agg(coalesce(sum(col(ROWS).minus(1)), lit(0L)), min(HASH))
                .head();
        repeated = found.isNullAt(1) ? OptionalLong.empty() : OptionalLong.of(found.getLong(1));
        return found.getLong(0);
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
