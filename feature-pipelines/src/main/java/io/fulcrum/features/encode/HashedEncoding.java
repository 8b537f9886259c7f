package io.fulcrum.features.encode;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.transform;
import static org.apache.spark.sql.functions.when;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.features.profile.FieldProfile;
import io.fulcrum.features.profile.HashCounts;
import io.fulcrum.features.read.ColumnType;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.Column;

/**
 * A discrete value as a hash of its text: ids 1 … buckets, id 0 is missing. Distinct values may share an id; the
 * collision rate that the training split has is reported.
 */
public record HashedEncoding(Optional<String> table, int buckets, int maxLength) implements Encoding {
    static HashedEncoding read(ConfigReader entry) {
        return new HashedEncoding(
                entry.optionalText("table"),
                entry.integer("buckets", 1),
                entry.has("max-length") ? entry.integer("max-length", 1) : Categories.DEFAULT_LENGTH);
    }

    @Override
    public ColumnType needs() {
        return ColumnType.CATEGORY_OR_LIST;
    }

    @Override
    public Optional<String> sharedTable() {
        return table;
    }

    @Override
    public Encoding withoutTable() {
        return new HashedEncoding(Optional.empty(), buckets, maxLength);
    }

    @Override
    public Column measured(Field field) {
        Column texts = Categories.texts(field);
        String table = field.spec().table();
        return field.isList()
                ? transform(texts, value -> Categories.hash(table, value))
                : when(texts.isNotNull(), Categories.hash(table, texts));
    }

    @Override
    public FieldProfile emptyProfile(int vocabularyLimit) {
        return new HashCounts(buckets);
    }

    @Override
    public Fitted fit(Field field, FieldProfile training) {
        HashCounts hashes = (HashCounts) training;
        String table = field.spec().table();
        Column ids = Categories.ids(
                field,
                maxLength,
                value ->
                        pmod(Categories.hash(table, value), lit((long) buckets)).plus(1));
        Map<String, Object> statistics = Numbers.described("hashed", field);
        statistics.put("buckets", buckets);
        statistics.put("buckets-used", hashes.bucketsUsed());
        statistics.put("distinct-values", Math.round(hashes.distinct()));
        statistics.put("collision-rate", hashes.collisionRate());
        return new Fitted(Categories.column(field, buckets + 1), ids, statistics);
    }
}
