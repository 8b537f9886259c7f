package io.fulcrum.features.encode;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.RowEncoder;
import io.fulcrum.contract.encoder.Vocabularies;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.read.RowPass;
import io.fulcrum.features.read.SparkSources;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/** Source rows with all their features encoded in one function, without a boxed value. */
public final class EncodedRows {
    private final List<EncodedFeature> features;
    private final Broadcast<Vocabularies> vocabularies;
    private final List<RowTally> tallies;

    private EncodedRows(List<EncodedFeature> features, Broadcast<Vocabularies> vocabularies, List<RowTally> tallies) {
        this.features = features;
        this.vocabularies = vocabularies;
        this.tallies = List.copyOf(tallies);
    }

    /** Returns the encoding of these features; vocabularies are sent to each executor once. */
    public static EncodedRows of(SparkSession spark, List<EncodedFeature> features, Vocabularies vocabularies) {
        JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
        return new EncodedRows(features, context.broadcast(vocabularies), List.of());
    }

    /** Returns the same encoding, whose rows are also seen by this tally. */
    public EncodedRows tallied(RowTally by) {
        return new EncodedRows(
                features,
                vocabularies,
                Stream.concat(tallies.stream(), Stream.of(by)).toList());
    }

    /**
     * Columns beside the features'.
     *
     * @param before columns that come before the features, as expressions over the source
     * @param between columns that follow them; the hash of the row's source values comes next
     * @param after the last columns of prepared rows
     * @param unstored columns at the end that are computed for a tally or a writer
     */
    public record Beside(List<Column> before, List<Column> between, List<Column> after, List<Column> unstored) {
        /** No column beside the features' but the row's hash. */
        public static final Beside NONE = new Beside(List.of(), List.of(), List.of(), List.of());

        public Beside {
            before = List.copyOf(before);
            between = List.copyOf(between);
            after = List.copyOf(after);
            unstored = List.copyOf(unstored);
        }

        private List<Column> all() {
            return Stream.of(before, between, after, unstored)
                    .flatMap(List::stream)
                    .toList();
        }
    }

    /**
     * Returns rows with their features' columns and the columns beside them; nothing is encoded yet.
     *
     * @param rows the source
     * @param most most partitions of the result; more are joined
     */
    public EncodedPass encode(Dataset<Row> rows, Beside beside, int most) {
        SparkSources sources = sources(rows);
        StructField[] carried =
                rows.select(beside.all().toArray(Column[]::new)).schema().fields();
        List<FeatureColumn> columns = FeatureManifest.columns(features);
        EncodedLayout layout = EncodedLayout.of(
                beside.before().size(),
                columns,
                beside.between().size(),
                beside.after().size() + beside.unstored().size());
        StructType schema = schema(layout, columns, carried);
        List<EncodedFeature> sent = List.copyOf(features);
        Broadcast<Vocabularies> known = vocabularies;
        List<RowTally.Partitions> seenBy =
                tallies.stream().map(tally -> tally.of(schema)).toList();
        JavaRDD<EncodedBatch> encoded = RowPass.of(rows, beside.all(), sources)
                .map(
                        most,
                        partition -> new BatchEncoding(
                                partition, new EncodedBatch(RowEncoder.of(sent, known.value()), layout), seenBy));
        return new EncodedPass(encoded, schema, layout, beside.unstored().size());
    }

    /** Returns all columns of the source, those of the features first and numbered as their encoder numbers them. */
    private SparkSources sources(Dataset<Row> rows) {
        Set<String> columns = new LinkedHashSet<>();
        RowEncoder.sources(features).forEach(source -> columns.add(source.column()));
        columns.addAll(List.of(rows.columns()));
        return SparkSources.of(List.copyOf(columns), rows.schema());
    }

    private static StructType schema(EncodedLayout layout, List<FeatureColumn> columns, StructField[] carried) {
        List<StructField> fields = new ArrayList<>();
        int feature = 0;
        for (int field = 0; field < layout.kind().length; field++) {
            fields.add(
                    switch (layout.kind()[field]) {
                        case EncodedLayout.CARRIED -> carried[layout.index()[field]];
                        case EncodedLayout.HASH ->
                            DataTypes.createStructField(FeatureManifest.ROW_COLUMN, DataTypes.LongType, false);
                        default -> field(columns.get(feature++));
                    });
        }
        return new StructType(fields.toArray(StructField[]::new));
    }

    private static StructField field(FeatureColumn column) {
        return DataTypes.createStructField(column.name(), type(column), false);
    }

    private static DataType type(FeatureColumn column) {
        return switch (column.kind()) {
            case NUMERIC -> DataTypes.FloatType;
            case CATEGORICAL -> DataTypes.IntegerType;
            case CATEGORICAL_LIST -> DataTypes.createArrayType(DataTypes.IntegerType, false);
            case LIST_WEIGHTS -> DataTypes.createArrayType(DataTypes.FloatType, false);
        };
    }
}
