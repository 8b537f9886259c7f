package io.fulcrum.data;

import io.fulcrum.config.Excerpt;
import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.job.DamagedParquet;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.QuotedColumn;
import io.fulcrum.job.Storage;
import io.fulcrum.job.WorkStage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.DataFrameReader;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.storage.StorageLevel;

/** A directory that {@code prepare} published: its manifest, and its splits as shards. */
public final class PreparedData {
    private final SparkSession spark;
    private final String directory;
    private final FeatureManifest manifest;
    private final EarlierIds earlierIds;

    private PreparedData(SparkSession spark, String directory, FeatureManifest manifest, EarlierIds earlierIds) {
        this.spark = spark;
        this.directory = directory;
        this.manifest = manifest;
        this.earlierIds = earlierIds;
    }

    /**
     * Opens prepared data.
     *
     * @throws JobFailure if there is no manifest or it is not one that this program reads
     */
    public static PreparedData open(SparkSession spark, String directory) {
        return new PreparedData(spark, directory, manifest(directory), EarlierIds.AS_STORED);
    }

    /** Reads the manifest alone. */
    public static FeatureManifest manifest(String directory) {
        String file = directory + "/" + FeatureManifest.FILE;
        String json = Storage.readText(file)
                .orElseThrow(() -> JobFailure.invalid("There is no " + file
                        + ": this is not a directory of prepared data. Run fulcrum prepare, or name its output."));
        try {
            return FeatureManifest.parse(json, file);
        } catch (IllegalArgumentException e) {
            throw JobFailure.invalid(Excerpt.ofMessage(e.getMessage()));
        }
    }

    /** Returns the same rows with the ids that an earlier model has. */
    public PreparedData with(EarlierIds ids) {
        return new PreparedData(spark, directory, manifest, ids);
    }

    /** Returns what reads rows that begin with {@link #columns()}. */
    public RowChunks chunks() {
        return new RowChunks(shardColumns());
    }

    /** Returns what reads rows of data with this manifest, which begin with {@link #columns(FeatureManifest)}. */
    public static RowChunks chunks(FeatureManifest manifest) {
        return new RowChunks(ShardBuilder.Columns.of(manifest, EarlierIds.AS_STORED));
    }

    private ShardBuilder.Columns shardColumns() {
        return ShardBuilder.Columns.of(manifest, earlierIds);
    }

    public FeatureManifest manifest() {
        return manifest;
    }

    /**
     * Returns a split as exactly {@code shards} partitions of one shard each, cached. Which shard a row falls into
     * depends on its key and the seed alone, and rows of a shard are ordered by key: however the files are read, the
     * shards are the same to the bit.
     */
    public JavaRDD<Shard> shards(Split split, int shards, long runSeed) {
        long seed = sharding(runSeed);
        return SmallSplit.of(spark.sparkContext(), folder(split), shardColumns())
                .map(small -> small.shards(shards, seed))
                .orElseGet(() -> shuffled(split, shards, seed))
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    /**
     * Returns rows with the columns of prepared data as shards, cached: the same shards as those of a split that holds
     * these rows.
     */
    public static JavaRDD<Shard> shards(Dataset<Row> rows, FeatureManifest manifest, int shards, long runSeed) {
        JavaRDD<InternalRow> sorted = internal(sharded(rows, manifest, shards, sharding(runSeed)));
        return built(sorted, ShardBuilder.Columns.of(manifest, EarlierIds.AS_STORED))
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    private static long sharding(long runSeed) {
        return Seeds.of(runSeed, Seeds.Purpose.SHARDING, 0, 0);
    }

    /** Has Spark SQL read, distribute and sort the rows of shards. */
    JavaRDD<Shard> shuffled(Split split, int shards, long seed) {
        Dataset<Row> sorted = sharded(read(split), manifest, shards, seed);
        JavaRDD<InternalRow> read = WorkStage.of(
                        "load " + split.folder(), manifest.split(split).rows())
                .run(() -> SmallPlan.of(spark, values(split), () -> internal(sorted)));
        return built(read, shardColumns());
    }

    /** Returns rows as Spark has them; as objects, each value would be boxed. */
    private static JavaRDD<InternalRow> internal(Dataset<Row> rows) {
        return rows.queryExecution().toRdd().toJavaRDD();
    }

    /** Returns a shard for each partition of rows. */
    private static JavaRDD<Shard> built(JavaRDD<InternalRow> rows, ShardBuilder.Columns columns) {
        return rows.mapPartitions(
                partition -> Collections.singleton(ShardBuilder.build(columns, partition))
                        .iterator(),
                true);
    }

    /** Returns the rows of a split of few values with their keys; empty if only a query can read or write them. */
    public Optional<KeyedRows> keyed(Split split) {
        return SmallSplit.files(spark.sparkContext(), folder(split), shardColumns())
                .flatMap(files -> KeyedRows.of(files, manifest.keys()));
    }

    /** Returns what {@code work} returns, which runs a query of a split; a split of few values gets a plan for them. */
    public <T> T querying(Split split, Supplier<T> work) {
        return SmallPlan.run(spark, values(split), work);
    }

    private long values(Split split) {
        return manifest.split(split).rows() * columns().size();
    }

    /** Returns a split's rows with all the columns that prepare wrote. */
    public Dataset<Row> read(Split split) {
        String folder = folder(split);
        DataFrameReader reader = Storage.reader(spark);
        PreparedFooter.schema(folder).ifPresent(reader::schema);
        Dataset<Row> rows = reader.parquet(Storage.literal(folder));
        requireColumns(folder, rows.schema());
        return rows;
    }

    private String folder(Split split) {
        String folder = directory + "/" + split.folder();
        if (!Storage.exists(folder)) {
            throw JobFailure.invalid("Prepared data " + directory + " has a manifest but no folder " + split.folder()
                    + ". The copy is incomplete; copy the whole directory again, or prepare it again.");
        }
        return folder;
    }

    /** Returns the failure that a damaged file of prepared data means, if that is what stopped some work. */
    public static Optional<JobFailure> damage(Throwable problem) {
        if (DamagedParquet.mentions(problem, "UNABLE_TO_INFER_SCHEMA")) {
            return Optional.of(JobFailure.dataCheck("A folder of the prepared data holds no Parquet file. The copy is"
                    + " incomplete; copy the whole directory again, or prepare it again."));
        }
        return DamagedParquet.in(problem)
                .map(damage -> JobFailure.dataCheck("Prepared file "
                        + Storage.forPeople(damage.file()) + " cannot be read: " + damage.reason()
                        + ". " + damage.kind().words() + " Copy the whole directory again, or prepare it again."));
    }

    private void requireColumns(String folder, StructType schema) {
        manifest.features()
                .columns()
                .forEach(column -> requireColumn(folder, schema, column.name(), type(column.kind())));
        manifest.tasks()
                .forEach(task -> requireColumn(folder, schema, FeatureManifest.labelColumn(task), DataTypes.FloatType));
        weightColumns(manifest).forEach(column -> requireColumn(folder, schema, column, DataTypes.FloatType));
        requireColumn(folder, schema, FeatureManifest.ROW_COLUMN, DataTypes.LongType);
        manifest.group()
                .ifPresent(group -> requireColumn(folder, schema, FeatureManifest.GROUP_COLUMN, DataTypes.LongType));
    }

    private static void requireColumn(String folder, StructType schema, String name, DataType type) {
        String found = Arrays.stream(schema.fields())
                .filter(field -> field.name().equals(name))
                .map(field -> field.dataType().catalogString())
                .findFirst()
                .orElse("absent");
        if (!found.equals(type.catalogString())) {
            throw JobFailure.dataCheck("Prepared data " + folder + ": column \"" + name + "\" is " + found
                    + ", its manifest says " + type.catalogString()
                    + ". Files and manifest are not of one preparation; prepare"
                    + " the data again.");
        }
    }

    private static DataType type(FeatureColumn.Kind kind) {
        return switch (kind) {
            case NUMERIC -> DataTypes.FloatType;
            case CATEGORICAL -> DataTypes.IntegerType;
            case CATEGORICAL_LIST -> DataTypes.createArrayType(DataTypes.IntegerType);
            case LIST_WEIGHTS -> DataTypes.createArrayType(DataTypes.FloatType);
        };
    }

    /** Returns the columns that training reads, in the order that {@link ShardBuilder} expects. */
    public List<Column> columns() {
        return columns(manifest);
    }

    /** Returns the columns of data with this manifest that training reads. */
    public static List<Column> columns(FeatureManifest manifest) {
        return names(manifest).stream().map(QuotedColumn::of).toList();
    }

    /** Returns the names of {@link #columns()}. */
    static List<String> names(FeatureManifest manifest) {
        Stream<String> features = manifest.features().columns().stream().map(FeatureColumn::name);
        Stream<String> labels = manifest.tasks().tasks().stream().map(FeatureManifest::labelColumn);
        List<String> names = new ArrayList<>(Stream.concat(features, labels).toList());
        weightColumns(manifest).forEach(names::add);
        names.add(FeatureManifest.ROW_COLUMN);
        manifest.group().ifPresent(group -> names.add(FeatureManifest.GROUP_COLUMN));
        return names;
    }

    private static Stream<String> weightColumns(FeatureManifest manifest) {
        return IntStream.range(0, manifest.tasks().size())
                .filter(task -> manifest.rowsOf(task).weights().isPresent())
                .mapToObj(task -> FeatureManifest.weightColumn(manifest.tasks().task(task)));
    }

    private static Dataset<Row> sharded(Dataset<Row> rows, FeatureManifest manifest, int shards, long seed) {
        Column shard = functions.pmod(
                functions.xxhash64(functions.col(FeatureManifest.ROW_COLUMN), functions.lit(seed)),
                functions.lit(shards));
        Column[] order = Stream.concat(Stream.of(functions.col(FeatureManifest.ROW_COLUMN)), columns(manifest).stream())
                .distinct()
                .toArray(Column[]::new);
        return rows.select(columns(manifest).toArray(Column[]::new))
                .repartition(shards, HashTargets.column(shards, shard))
                .sortWithinPartitions(order);
    }
}
