package io.fulcrum.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.config.Problems;
import io.fulcrum.contract.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small parts of a program's frame: exit codes, run record, progress, Spark's properties. */
class JobFrameTest {
    private static SparkSettings spark(String... overrides) {
        Problems problems = new Problems();
        SparkSettings settings = SparkSettings.read(
                ConfigFiles.load(List.of(), List.of(overrides)).reader(problems));
        problems.throwIfAny();
        return settings;
    }

    private static String shown(boolean terminal) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Progress progress = new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal);
        progress.update("one");
        progress.update("two");
        progress.note("stays");
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({
        "OK, 0",
        "UNEXPECTED, 1",
        "INVALID_CONFIGURATION, 2",
        "DATA_CHECK_FAILED, 3",
        "METRIC_GATE_FAILED, 4",
        "INTERRUPTED, 130",
        "TERMINATED, 143"
    })
    void status_everyExitCode_isTheDocumentedOne(ExitCode code, int status) {
        assertThat(code.status()).isEqualTo(status);
    }

    @Test
    void read_sparkPropertyThatChangesValues_mayNotDiffer() {
        assertThatThrownBy(() -> spark("spark.\"spark.sql.ansi.enabled\" = true"))
                .hasMessageContaining("spark.sql.ansi.enabled")
                .hasMessageContaining(
                        "must be false, because another value changes what is read or computed: remove it");
        assertThat(spark("spark.\"spark.sql.legacy.parquet.nanosAsLong\" = true")
                        .conf())
                .containsEntry("spark.sql.legacy.parquet.nanosAsLong", "true");
    }

    @Test
    void writesFilesAsUsual_propertiesOfFiles_areThoseOfThisProgram() {
        SparkConf ours = new SparkConf(false).set("spark.sql.shuffle.partitions", "3");
        SparkSettings.ofValues().forEach(ours::set);
        ours.set("spark.hadoop.fs.file.impl", LocalFiles.class.getName());
        assertThat(SparkSettings.writesFilesAsUsual(ours)).isTrue();
        for (String other : List.of(
                "spark.sql.parquet.outputTimestampType=INT96",
                "spark.sql.parquet.compression.codec=gzip",
                "spark.sql.files.maxRecordsPerFile=10",
                "spark.hadoop.parquet.page.size=100")) {
            String[] property = other.split("=");
            assertThat(SparkSettings.writesFilesAsUsual(ours.clone().set(property[0], property[1])))
                    .as(other)
                    .isFalse();
        }
    }

    @Test
    void jobFailure_byKind_carriesItsExitCode() {
        assertThat(JobFailure.dataCheck("x").exitCode()).isEqualTo(ExitCode.DATA_CHECK_FAILED);
        assertThat(JobFailure.invalid("x").exitCode()).isEqualTo(ExitCode.INVALID_CONFIGURATION);
    }

    @Test
    void runRecord_gathered_isReadBackFromItsJson() {
        RunRecord record = RunRecord.start(List.of("fulcrum", "train"), "00ff")
                .input("data", "/data", "abcd")
                .environment("master", "local[2]")
                .result("auc", 0.75)
                .finish();
        RunRecord read = Json.parse(Json.pretty(record), RunRecord.class, "run record");

        assertThat(read).isEqualTo(record);
        assertThat(read.program()).isEqualTo(ProgramVersion.VERSION).matches("\\d+\\.\\d+\\.\\d+.*");
        assertThat(read.inputs()).isEqualTo(Map.of("data", Map.of("path", "/data", "fingerprint", "abcd")));
        assertThat(read.environment()).containsKeys("java", "cores").containsEntry("master", "local[2]");
        assertThat(Instant.parse(read.started())).isBeforeOrEqualTo(Instant.now());
        assertThat(read.seconds()).isNotNegative();
    }

    @Test
    void finish_thenMoreGathered_leavesTheRecordAsItWas() {
        RunRecord.Builder builder = RunRecord.start(List.of(), "00ff");
        RunRecord record = builder.finish();
        builder.result("late", 1).input("late", "/x", "1");

        assertThat(record.result()).isEmpty();
        assertThat(record.inputs()).isEmpty();
    }

    @Test
    void progress_inALog_isALineEach() {
        assertThat(shown(false)).isEqualTo(String.join(System.lineSeparator(), "one", "two", "stays", ""));
    }

    @Test
    void progress_onATerminal_isRewrittenInPlace() {
        assertThat(shown(true)).isEqualTo("\r\u001b[2Kone\r\u001b[2Ktwo\r\u001b[2Kstays" + System.lineSeparator());
    }

    @Test
    void sparkSettings_quotedNames_areReadAsText() {
        assertThat(spark("spark.\"spark.executor.memory\"=2g", "spark.\"spark.executor.cores\"=4")
                        .conf())
                .isEqualTo(Map.of("spark.executor.memory", "2g", "spark.executor.cores", "4"));
    }

    @Test
    void sparkSettings_nameWithoutQuotes_isRefused() {
        assertThatThrownBy(() -> spark("spark.executor.memory=2g"))
                .hasMessage(
                        "--set: spark.executor = {\"memory\":\"2g\"}"
                                + " is not a Spark property: write its full name in quotes, such as \"spark.executor.memory\".");
    }
}
