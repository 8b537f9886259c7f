package io.fulcrum.features.encode;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.udf;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.features.profile.FieldProfile;
import io.fulcrum.features.profile.ValueCounts;
import io.fulcrum.features.read.ColumnType;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * A discrete value as its id in the {@link Vocabulary} of the training split. A value seen less often than the minimum
 * count is unknown, in training too, so that the rows of unknown ids are trained.
 */
public record VocabularyEncoding(Optional<String> table, int minCount, int unknownBuckets, int maxLength)
        implements Encoding {
    private static final int DEFAULT_MIN_COUNT = 2;

    static VocabularyEncoding read(ConfigReader entry) {
        return new VocabularyEncoding(
                entry.optionalText("table"),
                entry.has("min-count") ? entry.integer("min-count", 1) : DEFAULT_MIN_COUNT,
                entry.has("unknown-buckets") ? entry.integer("unknown-buckets", 1) : 1,
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
        return new VocabularyEncoding(Optional.empty(), minCount, unknownBuckets, maxLength);
    }

    @Override
    public Column measured(Field field) {
        return Categories.texts(field);
    }

    @Override
    public FieldProfile emptyProfile(int vocabularyLimit) {
        return new ValueCounts(vocabularyLimit);
    }

    @Override
    public Fitted fit(Field field, FieldProfile training) {
        String table = field.spec().table();
        Vocabulary vocabulary = Vocabulary.of(table, unknownBuckets, minCount, (ValueCounts) training);
        UserDefinedFunction known = lookup(vocabulary);
        Column ids = Categories.ids(
                field,
                maxLength,
                value -> coalesce(
                        known.apply(value),
                        pmod(Categories.hash(table, value), lit((long) unknownBuckets))
                                .plus(1)
                                .cast(DataTypes.IntegerType)));
        Map<String, Object> statistics = Numbers.described("vocabulary", field);
        statistics.put("table", table);
        statistics.put("known-values", vocabulary.known().size());
        statistics.put("digest", vocabulary.digest());
        statistics.put("unknown-buckets", unknownBuckets);
        statistics.put("min-count", minCount);
        statistics.put("unknown-share-in-training", unknownShare(vocabulary, training.count()));
        return new Fitted(Categories.column(field, vocabulary.rows()), ids, statistics, Optional.of(vocabulary));
    }

    private static double unknownShare(Vocabulary vocabulary, long values) {
        long known =
                vocabulary.known().stream().mapToLong(ValueCounts.Entry::count).sum();
        return 1 - (double) known / values;
    }

    private static UserDefinedFunction lookup(Vocabulary vocabulary) {
        JavaSparkContext context =
                JavaSparkContext.fromSparkContext(SparkSession.active().sparkContext());
        Broadcast<Vocabulary.Ids> ids = context.broadcast(vocabulary.ids());
        UDF1<String, Integer> lookup = value -> ids.value().ids().get(value);
        return udf(lookup, DataTypes.IntegerType);
    }
}
