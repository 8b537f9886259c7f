package io.fulcrum.features.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fulcrum.LocalSpark;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnCryptoMetaData;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.EncryptionWithColumnKey;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.Util;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are not readable Parquet, each refused in one line that names the file, the reason and the remedy. */
@ExtendWith(LocalSpark.class)
class UnreadableFilesIT {
    private static final int TAIL = 8;
    private static final int ROWS = 1000;

    @TempDir
    static Path shared;

    private static SparkSession spark;
    private static byte[] whole;

    @TempDir
    Path folder;

    private Path file;

    @BeforeAll
    static void writeOne(SparkSession session) throws IOException {
        spark = session;
        whole = Files.readAllBytes(written("whole", "zstd"));
    }

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("day.parquet");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "empty footer  | is damaged: its footer has 0 bytes. Write it again, or leave it out of the input.",
                "long footer   | is damaged: its footer is longer than the file. Write it again, or leave it out of the input.",
                "huge footer   | is damaged: its footer is longer than the file. Write it again, or leave it out of the input.",
                "other footer  | is damaged: its footer cannot be parsed. Write it again, or leave it out of the input.",
                "magics alone  | is damaged: its footer has 0 bytes. Write it again, or leave it out of the input.",
                "encrypted     | is encrypted, which this program cannot read. Write it without encryption.",
                "other magic   | is not a Parquet file: it neither begins nor ends with PAR1. Remove it from the folder, or name a pattern such as *.parquet as the input.",
                "text          | is not a Parquet file: it neither begins nor ends with PAR1. Remove it from the folder, or name a pattern such as *.parquet as the input.",
                "cut off       | is a truncated Parquet file: it begins with PAR1 but has no footer. Write it again, or wait until it is complete.",
                "one letter    | has 1 bytes and is not a Parquet file. Write it again, or remove it.",
            })
    void read_notReadable_saysWhyAndWhatToDo(String kind, String complaint) throws IOException {
        Files.write(file, bytes(kind));
        assertThat(refusal("id")).isEqualTo("Source file " + file + " " + complaint);
    }

    private static byte[] bytes(String kind) {
        return switch (kind) {
            case "empty footer" -> joined(Arrays.copyOf(whole, whole.length - TAIL - footerSize()), tail(0));
            case "long footer" -> joined(Arrays.copyOf(whole, whole.length - TAIL), tail(whole.length));
            case "huge footer" -> joined(Arrays.copyOf(whole, whole.length - TAIL), tail(-16));
            case "other footer" -> {
                byte[] bytes = whole.clone();
                Arrays.fill(bytes, bytes.length - TAIL - footerSize(), bytes.length - TAIL, (byte) 0xee);
                yield bytes;
            }
            case "magics alone" -> joined(text("PAR1"), tail(0));
            case "encrypted" -> withMagic("PARE");
            case "other magic" -> withMagic("PAR9");
            case "text" -> text("id,x\n1,0.5\n2,1.5\n");
            case "cut off" -> Arrays.copyOf(whole, whole.length - 10);
            case "one letter" -> text("x");
            default -> throw new IllegalArgumentException(kind);
        };
    }

    @Test
    void read_codecThatIsNotThere_isNamedIfTheColumnIsUsed() throws IOException {
        Files.write(file, withFooter(footer -> chunk(footer, "x").getMeta_data().setCodec(CompressionCodec.LZO)));
        assertThat(refusal("x"))
                .isEqualTo(
                        "Source file " + file + " is whole, but its column \"x\" is compressed with lzo, for which this"
                                + " Spark has no codec. Write it with zstd or snappy.");
        assertThat(read("id").count()).isEqualTo(ROWS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "snappy", "gzip", "zstd", "lz4", "lz4_raw"})
    void read_everyCodecOfSpark_isRead(String codec) throws IOException {
        Files.copy(written("codec-" + codec, codec), file);
        assertThat(read("id", "x").selectExpr("sum(id)", "sum(x)").first().toString())
                .isEqualTo("[499500,249750.0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"described", "with its description encrypted"})
    void read_encryptedColumn_isRefusedIfItIsUsed(String how) throws IOException {
        Files.write(file, withFooter(footer -> {
            EncryptionWithColumnKey key = new EncryptionWithColumnKey(List.of("x"));
            chunk(footer, "x").setCrypto_metadata(ColumnCryptoMetaData.ENCRYPTION_WITH_COLUMN_KEY(key));
            if (!how.equals("described")) {
                chunk(footer, "x").unsetMeta_data();
                chunk(footer, "x").setEncrypted_column_metadata(new byte[] {1, 2, 3});
            }
        }));
        assertThat(refusal("x"))
                .isEqualTo("Source file " + file + ": column \"x\", which use names, is encrypted, which this program"
                        + " cannot read. Write it without encryption, or leave the column out.");
        assertThat(read("id").selectExpr("sum(id)").first().getLong(0)).isEqualTo(499500);
    }

    @Test
    void read_damagedPages_areExplainedInWords() throws IOException {
        byte[] bytes = whole.clone();
        Arrays.fill(bytes, 4, bytes.length - TAIL - footerSize(), (byte) 0);
        Files.write(file, bytes);
        Dataset<Row> rows = read("id");
        JobFailure failure = catchThrowableOfType(
                JobFailure.class, () -> DamagedInput.explained(settings(file.toString()), rows::collectAsList));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA_CHECK_FAILED);
        assertThat(failure)
                .hasMessage(
                        "Source file " + file + " cannot be read: a page header cannot be parsed. The file is truncated"
                                + " or damaged. Write it again, or leave it out of data.input.");
    }

    @Test
    void read_folderNamedAsAFile_isReadAsItsFolder() throws IOException {
        Files.createDirectory(file);
        assertThat(refusal("id"))
                .isEqualTo("data.input = " + folder + " holds no Parquet file, but must hold one at least. Correct"
                        + " data.input, or wait until the files are written.");
        Files.write(file.resolve("part-0.parquet"), whole);
        assertThat(refusal("id"))
                .contains("such as " + file + "/part-0.parquet; a pattern such as " + folder + "/* reads these.");
        assertThat(read(settings(folder + "/*"), "id").count()).isEqualTo(ROWS);
    }

    private static int footerSize() {
        return ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(whole.length - TAIL);
    }

    private static byte[] withMagic(String magic) {
        byte[] bytes = whole.clone();
        System.arraycopy(text(magic), 0, bytes, 0, 4);
        System.arraycopy(text(magic), 0, bytes, bytes.length - 4, 4);
        return bytes;
    }

    private static byte[] withFooter(Consumer<FileMetaData> change) throws IOException {
        int start = whole.length - TAIL - footerSize();
        FileMetaData footer = Util.readFileMetaData(new ByteArrayInputStream(whole, start, footerSize()));
        change.accept(footer);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Util.writeFileMetaData(footer, out);
        return joined(joined(Arrays.copyOf(whole, start), out.toByteArray()), tail(out.size()));
    }

    private static ColumnChunk chunk(FileMetaData footer, String column) {
        return footer.getRow_groups().get(0).getColumns().stream()
                .filter(chunk -> !chunk.isSetMeta_data()
                        || chunk.getMeta_data().getPath_in_schema().equals(List.of(column)))
                .findFirst()
                .orElseThrow();
    }

    private static byte[] tail(int size) {
        return ByteBuffer.allocate(TAIL)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(size)
                .put(text("PAR1"))
                .array();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private Dataset<Row> read(String... columns) {
        return read(settings(folder.toString()), columns);
    }

    private static Dataset<Row> read(SourceSettings settings, String... columns) {
        List<ColumnNeed> needs = Stream.of(columns)
                .map(column -> new ColumnNeed(column, "use", ColumnType.ANY))
                .toList();
        return SourceTable.read(spark, settings, needs);
    }

    private static SourceSettings settings(String input) {
        return new SourceSettings(input, Optional.empty(), List.of(), Optional.empty(), MissingColumns.REFUSE);
    }

    private String refusal(String... columns) {
        JobFailure failure = catchThrowableOfType(JobFailure.class, () -> read(columns));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.DATA_CHECK_FAILED);
        return failure.getMessage();
    }

    /** Returns a file of 1000 rows with the columns id and x. */
    private static Path written(String name, String codec) throws IOException {
        Path to = shared.resolve(name);
        spark.range(ROWS)
                .selectExpr("id", "0.5d * id x")
                .coalesce(1)
                .write()
                .option("compression", codec)
                .parquet(to.toString());
        try (Stream<Path> files = Files.list(to)) {
            return files.filter(path -> path.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
