package io.fulcrum.features.encode;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.RowEncoder;
import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.encoder.Vocabularies;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.read.SparkSources;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Source rows with all their features encoded, row by row in one function, without a boxed value. */
public final class EncodedRows {
    private final List<EncodedFeature> features;
    private final Broadcast<Vocabularies> vocabularies;
    private final Function<StructType, Watch> watches;

    private EncodedRows(
            List<EncodedFeature> features, Broadcast<Vocabularies> vocabularies, Function<StructType, Watch> watches) {
        this.features = features;
        this.vocabularies = vocabularies;
        this.watches = watches;
    }

    /** Sees the encoded rows of a partition while they are consumed. */
    interface Watch extends Serializable {
        /** Returns the same rows. */
        Iterator<InternalRow> watching(Iterator<InternalRow> rows);
    }

    /** Returns the encoding of these features; vocabularies are sent to each executor once. */
    public static EncodedRows of(SparkSession spark, List<EncodedFeature> features, Vocabularies vocabularies) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        return new EncodedRows(features, context.broadcast(vocabularies), schema -> rows -> rows);
    }

    /** Returns the same encoding, whose rows are watched by what the function returns for their schema. */
    EncodedRows watched(Function<StructType, Watch> by) {
        return new EncodedRows(features, vocabularies, by);
    }

    /**
     * Returns the columns {@code before}, the features' columns, and the columns {@code after}.
     *
     * @param rows the source
     * @param most most partitions of the result; more are joined
     */
    public Dataset<Row> encode(Dataset<Row> rows, List<Column> before, List<Column> after, int most) {
        List<String> read =
                RowEncoder.sources(features).stream().map(Source::column).toList();
        SparkSources sources = SparkSources.of(read, rows.schema());
        Column[] selected = Stream.of(before, after, sources.columns())
                .flatMap(List::stream)
                .toArray(Column[]::new);
        Dataset<Row> chosen = rows.select(selected);
        StructField[] carried = chosen.schema().fields();
        List<StructField> fields = new ArrayList<>(List.of(carried).subList(0, before.size()));
        List<FeatureColumn> columns = FeatureManifest.columns(features);
        columns.forEach(column -> fields.add(DataTypes.createStructField(column.name(), type(column), false)));
        fields.addAll(List.of(carried).subList(before.size(), before.size() + after.size()));
        EncodedLayout layout = EncodedLayout.of(columns, before.size(), after.size());
        JavaRDD<InternalRow> internal = chosen.queryExecution().toRdd().toJavaRDD();
        JavaRDD<InternalRow> joined = internal.getNumPartitions() > most ? internal.coalesce(most) : internal;
        List<EncodedFeature> sent = List.copyOf(features);
        Broadcast<Vocabularies> known = vocabularies;
        StructType schema = new StructType(fields.toArray(StructField[]::new));
        Watch watch = watches.apply(schema);
        JavaRDD<InternalRow> encoded = joined.mapPartitions(
                partition -> watch.watching(new RowEncoding(sent, known.value(), sources, layout).encode(partition)));
        return rows.sparkSession().internalCreateDataFrame(encoded.rdd(), schema, false);
    }

    private static DataType type(FeatureColumn column) {
        return switch (column.kind()) {
            case NUMERIC -> DataTypes.FloatType;
            case CATEGORICAL -> DataTypes.IntegerType;
            case CATEGORICAL_LIST -> DataTypes.createArrayType(DataTypes.IntegerType, false);
        };
    }
}
