package io.fulcrum.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fulcrum.LocalSpark;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.data.GeneratedPrepared;
import io.fulcrum.data.KeyedRows;
import io.fulcrum.data.PreparedData;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That predictions written without a query are the files and rows that a query writes, or are left to the query. */
@ExtendWith(LocalSpark.class)
class SmallPredictionsIT {
    private static final int ROWS = 1100;

    /** Key columns by name; every type that is written without a query, with values that are absent. */
    private static final Map<String, String> KEYS = new LinkedHashMap<>();

    static {
        KEYS.put("id", "id");
        KEYS.put("an int", "if(id % 5 = 0, null, int(-id))");
        KEYS.put("a.byte", "tinyint(id % 100)");
        KEYS.put("a`short", "smallint(id)");
        KEYS.put("ja?", "if(id % 3 = 0, null, id % 2 = 0)");
        KEYS.put("float", "if(id = 7, float('nan'), float(-0.0))");
        KEYS.put("double", "if(id % 2 = 0, double('-infinity'), id / 7)");
        KEYS.put("Straße", "if(id % 4 = 0, null, concat('ü-', id))");
        KEYS.put("day", "date_add(date'1500-02-28', int(id))");
        KEYS.put("time", "timestamp_micros(id * 31536000000001 - 12219292800000001)");
    }

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void write_anyFilesAndKeys_areThoseOfTheQuery(int files) throws IOException {
        PreparedData prepared = prepared(KEYS, files);
        KeyedRows rows = prepared.keyed(Split.TEST).orElseThrow();
        try (Model model = new Model()) {
            SmallPredictions.write(rows, prepared.manifest().tasks(), model.recommender(), folder + "/small");
            PredictionFolder.write(
                    Predictions.of(prepared, Split.TEST, model.recommender()),
                    prepared.manifest().tasks(),
                    folder + "/query");
        }
        FileMetaData written = footer(folder.resolve("small"));
        FileMetaData expected = footer(folder.resolve("query"));
        assertThat(written.getSchema()).isEqualTo(expected.getSchema());
        assertThat(written.getKeyValueMetaData()).isEqualTo(expected.getKeyValueMetaData());
        assertThat(Files.exists(folder.resolve("small/_SUCCESS"))).isTrue();
        assertThat(rows("small")).hasSize(ROWS).containsExactlyInAnyOrderElementsOf(rows("query"));
        if (files == 1) {
            assertThat(Files.readAllBytes(dataFile(folder.resolve("small"))))
                    .isEqualTo(Files.readAllBytes(dataFile(folder.resolve("query"))));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "array(id)",
                "struct(id)",
                "map(id, id)",
                "decimal(id)",
                "binary(string(id))",
                "timestamp_ntz'2024-01-01 00:00:00'"
            })
    void keyed_keyOfAnotherType_isLeftToTheQuery(String key) throws IOException {
        assertThat(prepared(Map.of("id", key), 1).keyed(Split.TEST)).isEmpty();
    }

    @Test
    void keyed_absentKeyOrFilesThatDiffer_isLeftToTheQuery() throws IOException {
        PreparedData prepared = prepared(Map.of("id", "id"), 2);
        assertThat(prepared.keyed(Split.TEST)).isPresent();
        Path extra = folder.resolve("extra");
        write(read().withColumn("id", functions.expr("int(id)")), extra, 1);
        Files.copy(dataFile(extra), folder.resolve("data/test/part-9.parquet"));
        assertThat(prepared.keyed(Split.TEST)).isEmpty();
        PreparedData other = prepared(Map.of("other", "id"), 2);
        assertThat(other.keyed(Split.TEST)).isPresent();
        write(read().drop("other"), folder.resolve("data/test"), 2);
        assertThat(other.keyed(Split.TEST)).isEmpty();
    }

    @Test
    void write_damagedKey_namesTheFile() throws IOException {
        PreparedData prepared = prepared(Map.of("id", "id"), 1);
        Path file = dataFile(folder.resolve("data/test"));
        KeyedRows rows = prepared.keyed(Split.TEST).orElseThrow();
        overwrite(file, "id");
        Files.createDirectories(folder.resolve("small"));
        try (Model model = new Model()) {
            assertThatThrownBy(() -> SmallPredictions.write(
                            rows, prepared.manifest().tasks(), model.recommender(), folder + "/small"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(file.getFileName().toString());
        }
        assertThat(folder.resolve("small/_SUCCESS")).doesNotExist();
    }

    /** Overwrites the bytes of a column's first row group. */
    private static void overwrite(Path file, String column) throws IOException {
        ColumnChunkMetaData chunk;
        try (ParquetFileReader reader = reader(file)) {
            chunk = reader.getFooter().getBlocks().get(0).getColumns().stream()
                    .filter(found -> found.getPath().toDotString().equals(column))
                    .findFirst()
                    .orElseThrow();
        }
        try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
            bytes.seek(chunk.getStartingPos());
            bytes.write(new byte[Math.toIntExact(chunk.getTotalSize())]);
        }
    }

    /** Prepared data with these key columns, name → expression of the row's number. */
    private PreparedData prepared(Map<String, String> keys, int files) throws IOException {
        SparkSession spark = LocalSpark.session();
        Path data = folder.resolve("data");
        Path generated = folder.resolve("generated-" + keys.hashCode());
        GeneratedPrepared.write(spark, generated, ROWS, files);
        Dataset<Row> rows = spark.read().parquet(generated + "/test");
        for (Map.Entry<String, String> key : keys.entrySet()) {
            rows = rows.withColumn(key.getKey(), functions.expr(key.getValue()));
        }
        write(rows, data.resolve("test"), files);
        ObjectNode manifest = (ObjectNode) new ObjectMapper()
                .readTree(generated.resolve(FeatureManifest.FILE).toFile());
        manifest.putPOJO("keys", keys.keySet());
        Files.writeString(data.resolve(FeatureManifest.FILE), manifest.toString());
        return PreparedData.open(spark, data.toString());
    }

    private Dataset<Row> read() {
        return LocalSpark.session().read().parquet(folder + "/data/test").localCheckpoint();
    }

    private static void write(Dataset<Row> rows, Path to, int files) {
        rows.coalesce(files).write().mode(SaveMode.Overwrite).parquet(to.toString());
    }

    private List<Row> rows(String name) {
        return LocalSpark.session().read().parquet(folder + "/" + name).collectAsList();
    }

    private static FileMetaData footer(Path directory) throws IOException {
        try (ParquetFileReader reader = reader(dataFile(directory))) {
            return reader.getFileMetaData();
        }
    }

    private static ParquetFileReader reader(Path file) throws IOException {
        var path = new org.apache.hadoop.fs.Path(file.toUri());
        return ParquetFileReader.open(HadoopInputFile.fromPath(path, new Configuration()));
    }

    private static Path dataFile(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".parquet"))
                    .sorted()
                    .findFirst()
                    .orElseThrow();
        }
    }

    /** A model of the generated data with initial parameters. */
    private record Model(ModelSpec spec, OptimizerSettings sgd, RecommenderModel first) implements AutoCloseable {
        Model() {
            this(
                    new ModelSpec(
                            GeneratedPrepared.TASKS,
                            GeneratedPrepared.FEATURES,
                            List.of(LabelScale.IDENTITY, new LabelScale(50, 20)),
                            new NetworkSettings(new SharedBottom(List.of(6), List.of(4)), 3),
                            5),
                    new OptimizerSettings(
                            new UpdateRule.Sgd(), LearningRate.constant(0.1), 0, Double.POSITIVE_INFINITY));
        }

        Model(ModelSpec spec, OptimizerSettings sgd) {
            this(spec, sgd, new RecommenderModel(spec, sgd));
        }

        Recommender recommender() {
            return new Recommender(spec, first.parameters(), EmbeddingTables.initial(spec.embeddings(sgd.rule())));
        }

        @Override
        public void close() {
            first.close();
        }
    }
}
