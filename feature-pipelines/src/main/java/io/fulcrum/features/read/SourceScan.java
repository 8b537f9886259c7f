package io.fulcrum.features.read;

import io.fulcrum.features.read.FileColumn.Stored;
import io.fulcrum.features.read.FileShape.ShapeView;
import io.fulcrum.job.QuotedColumn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.HadoopFsRelation;
import org.apache.spark.sql.execution.datasources.parquet.ParquetFileFormat;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.StructType;
import scala.Option;
import scala.collection.immutable.Map$;

/** The rows of all files with the needed columns alone: files that store these alike are one scan. */
final class SourceScan {
    private static final String VIEW_KEY = "fs." + FooterViewFileSystem.SCHEME + ".impl";

    private final SparkSession spark;
    private final List<SourceColumn> columns;

    private SourceScan(SparkSession spark, List<SourceColumn> columns) {
        this.spark = spark;
        this.columns = columns;
    }

    /** Parquet decoders of Spark. */
    private enum Decoder {
        VECTORISED,
        ROW_BY_ROW
    }

    /** What files of one scan have in common; columns by name, those that a file lacks left out. */
    private record Storage(Map<String, Stored> columns, List<String> folders, Decoder decoder) {}

    /** Returns the rows. */
    static Dataset<Row> rows(SparkSession spark, List<ReadFile> files, List<SourceColumn> columns) {
        SourceScan scan = new SourceScan(spark, columns);
        Map<Storage, List<SourceFile>> alike = new LinkedHashMap<>();
        for (ReadFile file : files) {
            alike.computeIfAbsent(scan.storage(file), storage -> new ArrayList<>())
                    .add(scan.opened(file));
        }
        return alike.entrySet().stream()
                .map(group -> scan.rows(group.getKey(), group.getValue()))
                .reduce(Dataset::union)
                .orElseThrow();
    }

    /** Returns the file as Spark can open it. */
    private SourceFile opened(ReadFile file) {
        if (file.shape().view() == ShapeView.AS_STORED) {
            return file.file();
        }
        Path view = FooterViewFileSystem.view(file.file().status().getPath());
        Configuration configuration = spark.sessionState().newHadoopConf();
        configuration.set(VIEW_KEY, FooterViewFileSystem.class.getName());
        try {
            return new SourceFile(
                    view.getFileSystem(configuration).getFileStatus(view),
                    file.file().partitions());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the footer of " + file.name() + " again", e);
        }
    }

    private Storage storage(ReadFile file) {
        Map<String, Stored> stored = new LinkedHashMap<>();
        Decoder decoder = Decoder.VECTORISED;
        for (SourceColumn column : columns) {
            Optional<FileColumn> found = file.stored(column.name());
            found.flatMap(FileColumn::stored).ifPresent(type -> stored.put(column.name(), type));
            decoder = found.isPresent() && found.get().isByteStreamSplit() ? Decoder.ROW_BY_ROW : decoder;
        }
        return new Storage(stored, List.copyOf(file.file().partitions().keySet()), decoder);
    }

    private Dataset<Row> rows(Storage storage, List<SourceFile> files) {
        StructType folders = new StructType();
        for (String folder : storage.folders()) {
            folders = folders.add(folder, DataTypes.StringType);
        }
        StructType stored = new StructType();
        for (Map.Entry<String, Stored> column : storage.columns().entrySet()) {
            stored = stored.add(column.getKey(), column.getValue().read());
        }
        SparkSession reader = reader(storage.decoder());
        HadoopFsRelation relation = new HadoopFsRelation(
                new SourceIndex(reader, files, folders),
                folders,
                stored,
                Option.empty(),
                new ParquetFileFormat(),
                Map$.MODULE$.empty(),
                reader);
        Column[] selected =
                columns.stream().map(column -> selected(column, storage)).toArray(Column[]::new);
        return spark.baseRelationToDataFrame(relation).select(selected);
    }

    private static Column selected(SourceColumn column, Storage storage) {
        Column source = QuotedColumn.of(column.name());
        boolean folder = storage.folders().contains(column.name());
        Stored stored = storage.columns().get(column.name());
        boolean absent = !folder && (stored == null || stored.type() instanceof NullType);
        if (absent) {
            return functions.lit(null).cast(column.type()).as(column.name());
        }
        DataType type = folder ? DataTypes.StringType : stored.type();
        boolean nanoseconds = !folder && !stored.read().equals(type);
        Column value = nanoseconds ? timestamp(source) : source;
        if (!type.equals(column.type())) {
            value = value.cast(column.type());
        }
        boolean read = nanoseconds || !type.equals(column.type());
        return read ? value.as(column.name()) : source;
    }

    /** Nanoseconds since 1970 as a timestamp: the microsecond that they are in, before 1970 too. */
    private static Column timestamp(Column nanoseconds) {
        Column truncated = functions.call_function("div", nanoseconds, functions.lit(1000L));
        Column before = functions.when(nanoseconds.mod(1000L).lt(0), 1L).otherwise(0L);
        return functions.timestamp_micros(truncated.minus(before));
    }

    /** Returns a session of our own settings, so that those of the program's session stay as they are. */
    private SparkSession reader(Decoder decoder) {
        SparkSession reader = spark.newSession();
        scala.collection.JavaConverters.mapAsJavaMap(spark.conf().getAll()).forEach((key, value) -> {
            if (reader.conf().isModifiable(key)) {
                reader.conf().set(key, value);
            }
        });
        reader.conf().set(VIEW_KEY, FooterViewFileSystem.class.getName());
        reader.conf().set("spark.sql.caseSensitive", true);
        reader.conf().set("spark.sql.legacy.parquet.nanosAsLong", true);
        reader.conf().set("spark.sql.parquet.inferTimestampNTZ.enabled", false);
        reader.conf().set("spark.sql.codegen.maxFields", Integer.MAX_VALUE); // batches of columns, however many
        if (decoder == Decoder.ROW_BY_ROW) {
            reader.conf().set("spark.sql.parquet.enableVectorizedReader", false);
        }
        return reader;
    }
}
