package io.fulcrum.features.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.fulcrum.LocalSpark;
import io.fulcrum.job.JobFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files of one input that differ, and files that are no Parquet. */
@ExtendWith(LocalSpark.class)
class ParquetFilesIT {
    @TempDir
    Path folder;

    private SparkSession spark;

    @BeforeEach
    void take(SparkSession session) {
        spark = session;
    }

    @Test
    void read_wholeNumbersAndFloats_areWidened() throws IOException {
        write("a", "cast(1 as int) a", "cast(0.5 as float) b");
        write("b", "9007199254740993L a", "0.1d b");
        assertThat(values(read(ColumnType.NUMBER, "a", "b"))).containsExactly("[1,0.5]", "[9007199254740993,0.1]");
    }

    @Test
    void read_wholeNumberAndDouble_isRefusedByName() throws IOException {
        write("a", "1 a");
        write("b", "0.5d a");
        assertThat(refusal(MissingColumns.REFUSE, ColumnType.NUMBER, "a"))
                .isEqualTo(folder + ": column \"a\", which use names, is int in " + folder + "/a.parquet but double in "
                        + folder + "/b.parquet. Whole numbers widen to larger whole numbers and float to double, other"
                        + " types must be equal. Write the column with one type in all files.");
    }

    @Test
    void read_missingColumn_isRefusedOrNull() throws IOException {
        write("a", "1 id", "1 a");
        write("b", "2 id");
        write("c", "3 a", "3 id", "3 more");
        assertThat(refusal(MissingColumns.REFUSE, ColumnType.ANY, "id", "a"))
                .isEqualTo(folder + ": column \"a\", which use names, is absent in 1 of 3 files, such as " + folder
                        + "/b.parquet. Write all files with the same columns, or set data.missing-columns = null to read"
                        + " it as null there.");
        assertThat(values(read(MissingColumns.NULL, ColumnType.ANY, "id", "a")))
                .containsExactly("[1,1]", "[2,null]", "[3,3]");
        assertThat(refusal(MissingColumns.NULL, ColumnType.ANY, "nowhere")).contains("has no column \"nowhere\"");
    }

    @Test
    void read_missingColumnOfAnotherCase_isNeverNull() throws IOException {
        write("a", "1 id", "1 user");
        write("b", "2 id", "2 User");
        assertThat(refusal(MissingColumns.NULL, ColumnType.ANY, "user"))
                .contains("is absent in 1 of 2 files", "There it is \"User\", but names must match exactly.");
    }

    @Test
    void read_fileWithoutRows_doesNotDecideTypes() throws IOException {
        write("a", "1 id", "'x' a");
        spark.sql("select 1 id, 0.5d a where false").coalesce(1).write().parquet(folder + "/_b");
        move("_b", "b");
        assertThat(values(read(ColumnType.ANY, "id", "a"))).containsExactly("[1,x]");
    }

    @Test
    void read_folderValues_areTextsUnlessTimeOrNumber() throws IOException {
        write("region=007/dt=2026-01-01/a", "1 id");
        write("region=a%20b/dt=2026-01-02/b", "2 id");
        write("region=__HIVE_DEFAULT_PARTITION__/dt=2026-01-03/c", "3 id");
        List<ColumnNeed> needs = List.of(
                new ColumnNeed("id", "use", ColumnType.ANY),
                new ColumnNeed("region", "use", ColumnType.CATEGORY),
                new ColumnNeed("dt", "use", ColumnType.TIME));
        Dataset<Row> rows =
                SourceTable.read(spark, settings(MissingColumns.REFUSE, Optional.of("dt < '2026-01-03'")), needs);
        assertThat(rows.schema().simpleString()).isEqualTo("struct<id:int,region:string,dt:date>");
        assertThat(values(rows)).containsExactly("[1,007,2026-01-01]", "[2,a b,2026-01-02]");
        assertThat(values(SourceTable.read(spark, settings(MissingColumns.REFUSE, Optional.empty()), needs)))
                .contains("[3,null,2026-01-03]");
    }

    @Test
    void read_folderColumnThatSomeFilesLack_followsTheRule() throws IOException {
        write("region=1/a", "1 id");
        write("b", "2 id");
        assertThat(refusal(MissingColumns.REFUSE, ColumnType.CATEGORY, "id", "region"))
                .contains("column \"region\"", "absent in 1 of 2 files");
        assertThat(values(read(MissingColumns.NULL, ColumnType.CATEGORY, "id", "region")))
                .containsExactly("[1,1]", "[2,null]");
    }

    @Test
    void read_columnsOfAnotherCase_areReadExactly() throws IOException {
        spark.conf().set("spark.sql.caseSensitive", true);
        try {
            write("a", "1 x", "2 X", "3 `a``b`", "4 `c.d e`");
        } finally {
            spark.conf().set("spark.sql.caseSensitive", false);
        }
        assertThat(values(read(ColumnType.ANY, "X", "a`b", "c.d e"))).containsExactly("[2,3,4]");
        assertThat(refusal(MissingColumns.REFUSE, ColumnType.ANY, "x", "X"))
                .isEqualTo(folder
                        + ": columns \"x\" and \"X\" are both used and differ in case alone, but column names are"
                        + " case-insensitive. Set spark.\"spark.sql.caseSensitive\" = true, or rename one.");
    }

    @Test
    void read_mapInsideStruct_isNoKey() throws IOException {
        write("a", "named_struct('m', map('k', 1)) s");
        assertThat(refusal(MissingColumns.REFUSE, ColumnType.ANY, "s"))
                .isEqualTo(
                        folder + ": column \"s\" is struct<m:map<string,int>>, but use needs any type but a map or an"
                                + " interval, or one that contains these. Name another column, or change its use or its type.");
    }

    @Test
    void read_filesThatAreNoParquet_areNamed() throws IOException {
        write("a", "1 id");
        Files.createFile(folder.resolve("_SUCCESS"));
        assertThat(values(read(ColumnType.ANY, "id"))).hasSize(1);
        Files.createFile(folder.resolve("empty.parquet"));
        Files.writeString(folder.resolve("read.me"), "This is some text.");
        byte[] whole = Files.readAllBytes(folder.resolve("a.parquet"));
        Files.write(folder.resolve("half.parquet"), Arrays.copyOf(whole, whole.length / 2));
        assertThat(refusal(MissingColumns.REFUSE, ColumnType.ANY, "id").lines())
                .containsExactly(
                        "Source file " + folder
                                + "/empty.parquet has 0 bytes, but a Parquet file without rows has a footer."
                                + " Write it again, or remove it.",
                        "Source file " + folder
                                + "/half.parquet is a truncated Parquet file: it begins with PAR1 but has no"
                                + " footer. Write it again, or wait until it is complete.",
                        "Source file " + folder
                                + "/read.me is not a Parquet file: it neither begins nor ends with PAR1."
                                + " Remove it from the folder, or name a pattern such as *.parquet as the input.");
    }

    @Test
    void read_filesInOtherPlaces_areNamed() throws IOException {
        write("_hidden", "1 id");
        assertThat(refusal(MissingColumns.REFUSE, ColumnType.ANY, "id"))
                .contains("holds no Parquet file", "Names that begin with _ or . do not count, such as " + folder);
        write("2026/a", "1 id");
        assertThat(refusal(MissingColumns.REFUSE, ColumnType.ANY, "id"))
                .contains("Files are only in subfolders that are not named column=value", "2026/a.parquet");
    }

    private Dataset<Row> read(ColumnType type, String... columns) {
        return read(MissingColumns.REFUSE, type, columns);
    }

    private Dataset<Row> read(MissingColumns missing, ColumnType type, String... columns) {
        List<ColumnNeed> needs = Arrays.stream(columns)
                .map(column -> new ColumnNeed(column, "use", type))
                .toList();
        return SourceTable.read(spark, settings(missing, Optional.empty()), needs);
    }

    private SourceSettings settings(MissingColumns missing, Optional<String> filter) {
        return new SourceSettings(folder.toString(), filter, List.of(), Optional.empty(), missing);
    }

    private String refusal(MissingColumns missing, ColumnType type, String... columns) {
        return catchThrowableOfType(JobFailure.class, () -> read(missing, type, columns))
                .getMessage();
    }

    private static List<String> values(Dataset<Row> rows) {
        return rows.collectAsList().stream().map(Row::toString).sorted().toList();
    }

    /** Writes one row to one file of this name. */
    private void write(String name, String... columns) throws IOException {
        spark.range(1).selectExpr(columns).coalesce(1).write().parquet(folder + "/_" + name.replace('/', '_'));
        move("_" + name.replace('/', '_'), name);
    }

    private void move(String written, String name) throws IOException {
        Path target = folder.resolve(name + ".parquet");
        Files.createDirectories(target.getParent());
        try (Stream<Path> files = Files.list(folder.resolve(written))) {
            Path part = files.filter(file -> file.toString().endsWith(".parquet"))
                    .findFirst()
                    .orElseThrow();
            Files.move(part, target);
        }
    }
}
