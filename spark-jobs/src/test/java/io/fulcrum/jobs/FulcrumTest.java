package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.contract.Json;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.data.GeneratedPrepared;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.ProgramVersion;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What a command line comes to before Spark is started: help, and refusals in words. */
class FulcrumTest {
    @TempDir
    Path folder;

    @Test
    void run_noCommand_listsTheCommandsAndEndsWith2() {
        CommandRun run = CommandRun.of();
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().strip())
                .isEqualTo(
                        "fulcrum: no command is given. Commands: balance, bench, config, encode, evaluate, export, prepare,"
                                + " quickstart, score, study, train. Run fulcrum --help for usage.");
    }

    @Test
    void run_unknownCommand_suggestsTheNearest() {
        CommandRun run = CommandRun.of("trian", "--config", "x");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().strip())
                .isEqualTo("fulcrum: unknown option \"--config\". Known here: --help, --version."
                        + " Run fulcrum --help for usage.");
        assertThat(CommandRun.of("trian").err().strip())
                .isEqualTo("fulcrum: unknown command \"trian\". Did you mean \"train\"? Run fulcrum --help for usage.");
        assertThat(CommandRun.of("bench", "stpe").err())
                .startsWith("fulcrum bench: unknown command \"stpe\". Did you mean \"step\"? ");
    }

    @Test
    void run_generateCompletion_completesAllCommands() {
        assertThat(CommandRun.of("generate-completion").out())
                .contains("function _picocli_fulcrum_train()", "function _picocli_fulcrum_bench_all()", "'--resume'");
    }

    @Test
    void commandLine_oneCommand_isAsAmongAll() {
        CommandLine all = Fulcrum.commandLine();
        assertThat(all.getSubcommands()).containsKeys("train", "score", "bench", "generate-completion");
        all.getSubcommands().forEach((name, command) -> {
            CommandLine one = Fulcrum.commandLine(List.of(name));
            assertThat(one.getSubcommands()).containsOnlyKeys(name);
            assertThat(one.getSubcommands().get(name).getUsageMessage()).isEqualTo(command.getUsageMessage());
            assertThat(command.getCommandSpec().userObject().getClass().getAnnotation(CommandLine.Command.class))
                    .extracting(CommandLine.Command::name)
                    .isEqualTo(name);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"local[2]", "local", "local[*]"})
    void runsTasks_localMaster_isThisProcess(String master) {
        assertThat(runsTasks(master)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"local-cluster[1,1,1024]", "spark://host:7077", "yarn"})
    void runsTasks_otherMaster_isNotThisProcess(String master) {
        assertThat(runsTasks(master)).isFalse();
    }

    private static boolean runsTasks(String master) {
        JobOptions options = new JobOptions();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("options", CommandLine.Model.CommandSpec.forAnnotatedObject(options)))
                .parseArgs("--master", master);
        return options.runsTasks();
    }

    @Test
    void run_unexpectedError_endsWith1AndItsTrace() {
        CommandLine line = Fulcrum.commandLine()
                .addSubcommand("break", CommandLine.Model.CommandSpec.wrapWithoutInspection((Callable<Integer>) () -> {
                    throw new IllegalStateException("as no one thought");
                }));
        StringWriter err = new StringWriter();
        assertThat(line.setErr(new PrintWriter(err, true)).execute("break")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("java.lang.IllegalStateException: as no one thought")
                .contains("\tat ", "Unexpected error in fulcrum [break]. See the stack trace above.");
    }

    @Test
    void run_failureInsideAnExecutor_isToldWithoutSparksWords() {
        CommandLine line = Fulcrum.commandLine()
                .addSubcommand("break", CommandLine.Model.CommandSpec.wrapWithoutInspection((Callable<Integer>) () -> {
                    throw new IllegalStateException(
                            "Job aborted", JobFailure.dataCheck("Rows are damaged. Make them again."));
                }));
        StringWriter err = new StringWriter();
        assertThat(line.setErr(new PrintWriter(err, true)).execute("break")).isEqualTo(3);
        assertThat(err.toString().strip()).isEqualTo("Rows are damaged. Make them again.");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "prepare --output o --confg x.conf | prepare: unknown option \"--confg\". Did you mean \"--config\"?",
                "prepare --confg x.conf            | prepare: unknown option \"--confg\". Did you mean \"--config\"?",
                "prepare --outptu=o                | prepare: unknown option \"--outptu\". Did you mean \"--output\"?",
                "train --data d --output o extra   | train: unexpected argument \"extra\". Options begin with --; quote a"
                        + " value that has blanks.",
                "evaluate --data d --model m       | evaluate: missing required option: '--output=DIR'.",
                "export --model m --output o --format tflite | export: invalid value for option '--format': expected one"
                        + " of [ONNX] (case-insensitive) but was 'tflite'.",
                "export --model m --format onnx --output o --single-file-mib 2048 | export: --single-file-mib 2048 must be"
                        + " from 0 to 2047, which is the most that ONNX allows. Set another size, or leave it out.",
                "export --model m --format onnx --output o --single-file-mib -1 | export: --single-file-mib -1 must be from"
                        + " 0 to 2047, which is the most that ONNX allows. Set another size, or leave it out.",
                "prepare --output o --config       | prepare: missing required parameter for option '--config' (FILE).",
                "prepare --output o --output p     | prepare: option '--output' (DIR) should be specified only once.",
                "score --data d --model m --output o --split tests | score: invalid value for option '--split': expected"
                        + " one of [TRAIN, VALIDATION, TEST] (case-insensitive) but was 'tests'.",
            })
    void run_wrongArguments_isOneLineThatNamesThem(String words, String message) {
        CommandRun run = CommandRun.of(words.split(" +"));
        assertThat(run.status()).isEqualTo(2);
        String command = words.substring(0, words.indexOf(' '));
        assertThat(run.err().strip())
                .isEqualTo("fulcrum " + message + " Run fulcrum " + command + " --help for usage.");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void parse_splitInLowerCase_isTheSplit() {
        CommandLine line = Fulcrum.commandLine();
        line.parseArgs("score", "--data", "d", "--model", "m", "--output", "o", "--split", "validation");
        assertThat(line.getSubcommands()
                        .get("score")
                        .getCommandSpec()
                        .findOption("--split")
                        .<Object>getValue())
                .isEqualTo(io.fulcrum.contract.Split.VALIDATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"prepare", "train", "evaluate", "score", "study"})
    void run_badConfiguration_isToldWholeBeforeSparkStarts(String command) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.conf"), """
        data { input = rows, key = [id], grup = user }
        tasks = [{ name = click, label = clicked }]
        features = [{ columns = [a], encoding = identity }]
        rounds.local-steps = 0
        evalute.ndcg-at = 5
        """);
        List<String> arguments =
                new ArrayList<>(List.of(command, "--config", file.toString(), "--output", folder + "/out"));
        if (!command.equals("prepare")) {
            arguments.addAll(List.of("--data", folder + "/data"));
        }
        if (command.equals("evaluate") || command.equals("score")) {
            arguments.addAll(List.of("--model", folder + "/model"));
        }
        boolean sparkBefore = SparkSession.getDefaultSession().isDefined();
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines())
                .containsExactly(
                        "bad.conf: unknown key \"data.grup\". Did you mean \"data.group\"?",
                        "bad.conf: rounds.local-steps = 0 must be at least 1. Set local-steps: how many steps a worker takes between"
                                + " averages.",
                        "bad.conf: unknown key \"evalute\". Did you mean \"evaluate\"?");
        assertThat(run.out()).isEmpty();
        assertThat(SparkSession.getDefaultSession().isDefined()).isEqualTo(sparkBefore);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train --data D/none | There is no D/none/feature-manifest.json: this is not a directory of prepared data."
                        + " Run fulcrum prepare, or name its output.",
                "train --data D/bad.conf | There is no D/bad.conf/feature-manifest.json: this is not a directory of"
                        + " prepared data. Run fulcrum prepare, or name its output.",
                "study --data D/none | There is no D/none/feature-manifest.json: this is not a directory of prepared data."
                        + " Run fulcrum prepare, or name its output.",
                "train --data D/data --set network.embedding-sizes.usr=4 | network.embedding-sizes names feature \"usr\", but"
                        + " the data has no feature of that name with embedding rows. Did you mean \"user\"?",
                "train --data D/data --set network.input.attention.seeen.query=item | network.input.attention names feature"
                        + " \"seeen\", but the data has no list of that name. Did you mean \"seen\"?",
                "study --data D/data --set network.input.interaction=fm --set network.embedding-sizes.user=6 |"
                        + " network.input.interaction multiplies embedding rows with each other, but features have rows of"
                        + " different sizes: 4 (item, seen), 6 (user). Set interaction = none or dcn-v2, or one size for all:"
                        + " remove network.embedding-sizes.",
                "train --data D/data --warm-start D/none | There is no D/none/model.json: this is not a model directory."
                        + " Run fulcrum train, or name its output.",
                "score --data D/none --model D/none | There is no D/none/feature-manifest.json: this is not a directory of"
                        + " prepared data. Run fulcrum prepare, or name its output.",
                "score --data D/data --model D/data | There is no D/data/model.json: this is not a model directory."
                        + " Run fulcrum train, or name its output.",
                "evaluate --data D/data --model D/none | There is no D/none/model.json: this is not a model directory."
                        + " Run fulcrum train, or name its output.",
                "evaluate --data D/data --model D/model --baseline D/none.json | There is no baseline report D/none.json."
                        + " Name the report.json of an earlier evaluation, or leave --baseline out.",
                "evaluate --data D/data --model D/older | Model D/older has schema version 0, this program reads versions"
                        + " 2 to 5. Train again, or use the version that wrote it.",
            })
    void run_wrongPath_isOneLineBeforeSparkStarts(String words, String message) throws IOException {
        Files.createDirectories(folder.resolve("data"));
        Files.writeString(folder.resolve("data/feature-manifest.json"), Json.pretty(GeneratedPrepared.manifest(5)));
        writeModel("model", 2);
        writeModel("older", 0);
        List<String> arguments = new ArrayList<>(
                List.of(words.strip().replace("D/", folder + "/").split(" ")));
        arguments.addAll(List.of("--config", GeneratedVisits.configuration(folder, folder + "/visits", "")));
        arguments.addAll(List.of("--output", folder + "/out"));
        boolean sparkBefore = SparkSession.getDefaultSession().isDefined();
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.err().lines()).containsExactly(message.replace("D/", folder + "/"));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(SparkSession.getDefaultSession().isDefined()).isEqualTo(sparkBefore);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private void writeModel(String name, int schema) throws IOException {
        Map<String, Object> network = Map.of(
                "type", "mmoe", "embeddingSize", 2, "experts", 2, "sharedLayers", List.of(4), "headLayers", List.of(4));
        Map<String, Object> description = Map.of(
                "schema",
                schema,
                "dataFingerprint",
                "f",
                "tasks",
                GeneratedPrepared.TASKS,
                "features",
                GeneratedPrepared.FEATURES,
                "labelScales",
                List.of(LabelScale.IDENTITY, LabelScale.IDENTITY),
                "network",
                network,
                "seed",
                1,
                "arrays",
                List.of());
        Path model = Files.createDirectories(folder.resolve(name));
        Files.writeString(model.resolve("model.json"), Json.pretty(description));
    }

    @Test
    void run_missingConfiguration_isToldWithoutStackTrace() {
        CommandRun run = CommandRun.of("prepare", "--config", folder + "/none.conf", "--output", folder + "/out");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines())
                .containsExactly("Configuration file " + folder
                        + "/none.conf does not exist. Name an existing file with --config.");
    }

    @Test
    void run_studyOfNothing_isToldBeforeSparkStarts() {
        CommandRun run = CommandRun.of("study", "--data", "d", "--output", folder + "/out", "--vary", "rounds.workers");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines())
                .containsExactly("--vary rounds.workers names no values, but must be a key with different values: write"
                        + " --vary section.key=first,second.");
    }

    @Test
    void run_version_isThatOfTheBuild() {
        CommandRun run = CommandRun.of("--version");
        assertThat(run.status()).isZero();
        assertThat(run.out().strip())
                .isEqualTo("fulcrum " + ProgramVersion.VERSION)
                .matches("fulcrum \\d+\\.\\d+\\.\\d+.*");
    }

    static Stream<List<String>> commands() {
        return Stream.of(
                List.of("quickstart"),
                List.of("prepare"),
                List.of("train"),
                List.of("evaluate"),
                List.of("score"),
                List.of("export"),
                List.of("study"),
                List.of("balance"),
                List.of("balance", "explain"),
                List.of("config"),
                List.of("config", "print"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void help_everyCommand_tellsEachOptionAndAnExample(List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.add("--help");
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.status()).isZero();
        CommandLine line = Fulcrum.commandLine();
        for (String name : command) {
            line = line.getSubcommands().get(name);
        }
        for (OptionSpec option : line.getCommandSpec().options()) {
            assertThat(run.out()).contains(option.longestName());
            assertThat(option.description()).as(option.longestName()).isNotEmpty();
        }
        assertThat(run.out()).containsPattern("Example.*:\\R  fulcrum " + String.join(" ", command));
    }

    @Test
    void help_exampleOfEveryCommand_parses() {
        for (List<String> command : commands().toList()) {
            String out = CommandRun.of(
                            Stream.concat(command.stream(), Stream.of("--help")).toArray(String[]::new))
                    .out();
            String example = out.substring(out.indexOf("\n  fulcrum "))
                    .replace("\\\n", " ")
                    .strip();
            String[] words = example.split("\\s+");
            assertThat(words[0]).isEqualTo("fulcrum");
            Fulcrum.commandLine().parseArgs(Arrays.copyOfRange(words, 1, words.length));
        }
    }

    @Test
    void configPrint_noFile_tellsEveryKeyWithItsMeaning() {
        CommandRun run = CommandRun.of("config", "print");
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains(
                        "local-steps=50",
                        "# How many steps a worker takes between averages.",
                        "# The network's shape.",
                        "fractions=[")
                .doesNotContain("FULCRUM_HOME");
        assertThat(CommandRun.of("config", "print", "--plain").out())
                .contains("local-steps=50")
                .doesNotContain("#");
    }

    @Test
    void configPrint_wrongFile_printsAndEndsWith2() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.conf"), "rounds.workers = none");
        CommandRun run = CommandRun.of("config", "print", "--config", file.toString());
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).contains("workers=none");
        assertThat(run.err())
                .contains(
                        "bad.conf: data.input is missing",
                        "bad.conf: rounds.workers = none has type string but must have type number. Set workers: ");
    }

    @Test
    void configPrint_set_winsOverLaterFileOverEarlier() throws IOException {
        Path first =
                Files.writeString(folder.resolve("first.conf"), "rounds { workers = 3, epochs = 4, batch-size = 5 }");
        Path second = Files.writeString(folder.resolve("second.conf"), "rounds { workers = 6, epochs = 7 }");
        CommandRun run = CommandRun.of(
                "config",
                "print",
                "--plain",
                "--config",
                first.toString(),
                "--config",
                second.toString(),
                "--set",
                "rounds.workers=8");
        assertThat(run.out()).contains("workers=8", "epochs=7", "batch-size=5");
    }

    @Test
    void config_alone_showsItsUsage() {
        CommandRun run = CommandRun.of("config");
        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("Usage: fulcrum config", "print");
    }
}
