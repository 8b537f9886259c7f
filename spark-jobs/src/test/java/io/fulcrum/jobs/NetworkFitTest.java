package io.fulcrum.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.Evidence;
import io.fulcrum.config.ConfigException;
import io.fulcrum.config.ConfigFiles;
import io.fulcrum.model.architecture.ArchitectureExamples;
import io.fulcrum.model.architecture.ArchitectureType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Architectures that do not fit the tasks, the balancer or their own settings: one line before Spark starts. */
class NetworkFitTest {
    private static final String TWO = "tasks = [{ name = click, label = a }, { name = buy, label = b }]\n";
    private static final String ONE = "tasks = [{ name = click, label = a }]\n";
    private static final String MIXED =
            "tasks = [{ name = click, label = a }, { name = watch, label = b, type = regression }]\n";

    @TempDir
    Path folder;

    static Stream<Arguments> pairs() {
        return Arrays.stream(ArchitectureType.values())
                .flatMap(type -> Arrays.stream(Method.values()).map(method -> Arguments.of(type, method)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void read_architectureAndBalancer_fitUnlessGradientsOfNothingAreCompared(ArchitectureType type, Method method)
            throws IOException {
        String text =
                TWO + "network.type = " + type.key() + ", rounds.probe-batches = 2, balance.method = " + method.key();
        if (method.defaults().evidence().contains(Evidence.GRAM_REPRESENTATION)) {
            boolean common = !Set.of("single-task", "ple", "dbmtl", "soft-sharing", "sluice", "mtl-nas", "adashare")
                    .contains(type.key());
            assertFits(common, text, noCommon("balance.method = " + method.key(), type, "another balance.method"));
            return;
        }
        boolean shares = ArchitectureExamples.small(type).sharesParameters(2);
        boolean fits = shares || method.defaults().evidence().stream().noneMatch(Evidence::needsGradients);
        if (!fits) {
            assertThat(type).isIn(ArchitectureType.SINGLE_TASK, ArchitectureType.SOFT_SHARING);
        }
        assertFits(
                fits,
                text,
                "balance.method = " + method.key() + " with network.type = " + type.key()
                        + ": the method compares gradients of shared dense parameters, of which this architecture has none."
                        + " Set balance.method = static or a method that reads losses, balance.probe.embeddings = true to"
                        + " compare gradients of embedding rows, or another network.type.");
    }

    /** All tasks read the same tables, so that their gradients can be compared whatever else they share. */
    @ParameterizedTest
    @EnumSource(ArchitectureType.class)
    void read_probeOfEmbeddings_fitsEveryArchitecture(ArchitectureType type) throws IOException {
        String text = TWO + "network.type = " + type.key() + ", balance { method = cagrad, probe.embeddings = true }";
        assertFits(true, text, "");
    }

    private void assertFits(boolean fits, String text, String message) {
        if (fits) {
            assertThatCode(() -> JobSettings.read(files(text))).doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> JobSettings.read(files(text)))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(message);
        }
    }

    private static String noCommon(String setting, ArchitectureType type, String other) {
        return setting + " with network.type = " + type.key()
                + ": gradients are measured by one representation that the"
                + " heads of all tasks read, of which this network of 2 tasks has none. Set " + other
                + ", or network.type = shared-bottom, mmoe, omoe, dselect-k, mtan, cross-stitch or nddr.";
    }

    @Test
    void read_probeOfTheRepresentation_fitsArchitecturesThatHaveOne() throws IOException {
        String probe = "balance { method = cagrad, probe.of = representation }\n";
        assertFits(
                false,
                TWO + probe + "network.type = single-task",
                noCommon(
                        "balance.probe.of = representation",
                        ArchitectureType.SINGLE_TASK,
                        "balance.probe.of = shared"));
        assertFits(true, TWO + probe + "network { type = ple, ple.levels = 1 }", "");
        assertFits(
                false,
                TWO + probe + "network { type = home, home.groups = [0, 1] }",
                noCommon("balance.probe.of = representation", ArchitectureType.HOME, "balance.probe.of = shared"));
        assertFits(true, TWO + probe + "network.input.interaction = dcn-v2", "");
    }

    /** The types that the message names have one, whatever their sizes and the number of tasks. */
    @Test
    void message_namesTypesThatAlwaysHaveACommonRepresentation() {
        List<String> named = List.of(NetworkFit.ALWAYS_COMMON.split(", | or "));
        assertThat(named).hasSize(7);
        for (String type : named) {
            for (String tasks : List.of(
                    ONE, TWO, TWO.replace("}]", "}, { name = rate, label = e }, { name = save, label = f }]"))) {
                for (String sizes :
                        List.of("", "network { bottom-layers = [4], expert-layers = [4], head-layers = [] }")) {
                    assertFits(true, tasks + "balance.method = mgda-ub, network.type = " + type + "\n" + sizes, "");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "network.gates.features = [user, item]",
                "network { type = pepnet, pepnet { domain-features = [scene], personal-features = [user] } }",
                "network.input.interaction = fwfm"
            })
    void read_namedFeatures_areLeftToTheData(String text) {
        assertThatCode(() -> JobSettings.read(files(TWO + text))).doesNotThrowAnyException();
    }

    private ConfigFiles files(String text) throws IOException {
        return ConfigFiles.load(List.of(Path.of(configuration(text))), List.of());
    }

    private String configuration(String text) throws IOException {
        return Files.writeString(folder.resolve("network.conf"), """
                data { input = rows, key = [id] }
                features = [{ columns = [c], encoding = identity }]
                """ + text).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "2 | network.type = plee | network.conf: network.type = plee is not one of @. Did you mean \"ple\"? Set type:"
                        + " the architecture, by name.",
                "2 | network.type = sharedbottom | network.conf: network.type = sharedbottom is not one of @. Did you mean"
                        + " \"shared-bottom\"? Set type: the architecture, by name.",
                "2 | network.ple.levels = 3 | network.conf: network.ple.levels = 3 is a setting of network.type = ple, but the"
                        + " type is mmoe: remove it, or set network.type = ple. Set levels: how many levels of experts there are.",
                "2 | network { type = nddr, cross-stitch.own = 0.5 } | network.conf: network.cross-stitch.own = 0.5 is a"
                        + " setting of network.type = cross-stitch, but the type is nddr: remove it, or set network.type ="
                        + " cross-stitch. Set own: the number with which a task's own output starts; the other tasks' share the rest.",
                "2 | network { type = ple, ple.levels = 17 } | network.conf: network.ple.levels = 17 must be between 1 and 16."
                        + " Set levels: how many levels of experts there are.",
                "2 | network { type = ple, ple.task-experts = -1 } | network.conf: network.ple.task-experts = -1 must be at"
                        + " least 0. Set task-experts: how many experts of a level each task has for itself.",
                "2 | network { type = ple, ple.shared-experts = 65537 } | network.conf: network.ple.shared-experts = 65537 must"
                        + " be at most 65536. Set shared-experts: how many experts of a level are shared by all tasks.",
                "2 | network { type = nddr, nddr.own = 1.5 } | network.conf: network.nddr.own = 1.5 must be a number"
                        + " between 0 and 1. Set own: the number with which a task's own output starts; the other tasks' share the rest.",
                "2 | network { type = mtan, mtan.attention-units = 0 } | network.conf: network.mtan.attention-units = 0 must be"
                        + " at least 1. Set attention-units: how many units the masks of a layer are computed from.",
                "2 | network { type = ple, ple.level = 3 } | network.conf: unknown key \"network.ple.level\". Did you mean"
                        + " \"network.ple.levels\"?",
                "2 | network { type = escm2-ips, escm2-ips.clip = 0 } | network.conf: network.escm2-ips.clip = 0 must be a number"
                        + " between 1.0E-6 and 1. Set clip: the least probability of the event before that a row is divided by.",
                "2 | network { type = escm2-dr, escm2-dr.factor = -1 } | network.conf: network.escm2-dr.factor = -1 must be a"
                        + " number of at least 0. Set factor: the factor of the counterfactual risk of each step after the first; 0"
                        + " is esmm.",
                "1 | network.type = escm2-dr | network.type = escm2-dr with one task: it needs two or more binary tasks in the"
                        + " order of a chain of events, such as click, then conversion. Change the tasks, or set another network.type.",
                "2 | network { type = soft-sharing, soft-sharing.penalty = tracenorm } | network.conf:"
                        + " network.soft-sharing.penalty = tracenorm is not one of l2, trace-norm. Did you mean \"trace-norm\"?"
                        + " Set penalty: what makes the weights of the tasks' bottoms alike: l2 (their summed squared distances"
                        + " to their mean) or trace-norm (the sum of the singular values of the matrix with a row for each task).",
                "2 | network { type = adashare, adashare.temperature = 0 } | network.conf: network.adashare.temperature = 0 must be"
                        + " a number above 0. Set temperature: the temperature of the relaxed choice between executing and skipping"
                        + " a block, in the first round.",
                "2 | network { type = adashare, adashare.blocks = 65 } | network.conf: network.adashare.blocks = 65 must be between"
                        + " 1 and 64. Set blocks: how many blocks there are.",
                "2 | network { type = mtl-nas, mtl-nas.ramp-rounds = -1 } | network.conf: network.mtl-nas.ramp-rounds = -1 must be"
                        + " between 0 and 1000000. Set ramp-rounds: in how many rounds that factor grows from 0; 0 for its full"
                        + " size from the start.",
                "2 | network { type = sluice, sluice.orthogonality = -1 } | network.conf: network.sluice.orthogonality = -1"
                        + " must be a number of at least 0. Set orthogonality: the factor of a term of the loss that keeps the"
                        + " weights of a layer's two halves apart: their squared Frobenius product.",
                "2 | network { normalisation = layer, expert-layers = [4, 1] } | Layer \"experts1\" has one unit, of which layer"
                        + " normalisation leaves nothing. Set network.normalisation = rms, or wider layers.",
                "2 | network.dropout = 1 | network.conf: network.dropout = 1 must be below 1, so that something is left. Set"
                        + " dropout: the share of the units of each hidden layer that a training step leaves out at random,"
                        + " at least 0 and below 1.",
                "2 | network { type = esmm, small-towers.gamma = 0.5 } | network.conf: network.small-towers.gamma = 0.5 must be"
                        + " 0 with network.type = esmm, whose tasks have no heads over a shared representation. Set gamma: the"
                        + " factor of the towers' losses, for example 0.5; 0 for no towers.",
                "2 | network.small-towers { gamma = -1 } | network.conf: network.small-towers.gamma = -1 must be a number of at"
                        + " least 0. Set gamma: the factor of the towers' losses, for example 0.5; 0 for no towers.",
                "2 | network.small-towers { layers = [0] } | network.conf: network.small-towers.layers = [0] must hold whole"
                        + " numbers of at least 1 only. Set layers: widths of a tower's hidden layers, smaller than those of heads; [] for a linear tower.",
                "2 | network.small-towers { gama = 1 } | network.conf: unknown key \"network.small-towers.gama\". Did you mean"
                        + " \"network.small-towers.gamma\"?",
                "2 | network { type = home, home.groups = [0, 2] } | network.conf: network.home.groups = [0,2] must use each"
                        + " number from 0 to the largest. Set groups: the number of the group of each task, from 0, in the order"
                        + " of the tasks, such as [0, 0, 1]; [] for one group of all.",
                "2 | network { type = home, home.groups = [0, 1, 0] } | home.groups = [0, 1, 0] for 2 tasks: it needs the"
                        + " number of the group of each task, in their order. Set one for each task, or [] for one group of all.",
                "2 | network { type = home, home.rank = 0 } | network.conf: network.home.rank = 0 must be at least 1. Set rank:"
                        + " the rank of the maps that feature gates are made of.",
                "1 | network.type = esmm | network.type = esmm with one task: it needs two or more binary tasks in the order of"
                        + " a chain of events, such as click, then conversion. Change the tasks, or set another network.type.",
                "M | network.type = esmm | network.type = esmm with tasks [watch] that are not binary: it needs two or more"
                        + " binary tasks in the order of a chain of events, such as click, then conversion. Change the tasks, or"
                        + " set another network.type.",
                "2 | network { type = stem, embedding-size = 2 } | network.type = stem with network.embedding-size = 2 and 2"
                        + " tasks: an embedding row is cut into a part for each task and a shared one. Set embedding-size = 3 or more.",
                "2 | network { type = stem, embedding-sizes.user_id = 2 } | network.type = stem with"
                        + " network.embedding-sizes.user_id = 2 and 2 tasks: an embedding row is cut into a part for each task and"
                        + " a shared one. Set embedding-sizes.user_id = 3 or more.",
                "2 | network { type = stem, input.attention { seen {} } } | network.input.attention with network.type = stem, which"
                        + " gives each task a part of every embedding row: scores of whole rows would mix them. Remove"
                        + " network.input.attention, or set another network.type.",
                "2 | network.input.attention { seen { qery = item } } | network.conf: unknown key"
                        + " \"network.input.attention.seen.qery\". Did you mean \"network.input.attention.seen.query\"?",
                "2 | network.embedding-sizes { user_id = 0 } | network.conf: network.embedding-sizes.user_id = 0 must be at"
                        + " least 1.",
                "1 | network.type = aitm | network.type = aitm with one task: it needs two or more binary tasks in the order of a"
                        + " chain of events, such as click, then conversion. Change the tasks, or set another network.type.",
                "2 | network { type = aitm, aitm.calibration = -1 } | network.conf: network.aitm.calibration = -1 must be a number of"
                        + " at least 0. Set calibration: the factor of the calibrator: the mean of what a step's probability exceeds that"
                        + " of the step before it by; 0 for none.",
                "2 | network.input.interaction = dcnv2 | network.conf: network.input.interaction = dcnv2 is not one of none, dcn-v2, fm,"
                        + " fwfm, autoint. Did you mean \"dcn-v2\"? Set interaction: what is computed of features together: none,"
                        + " dcn-v2 (cross layers, which the architecture reads instead of the columns), fm (beside the columns, the"
                        + " sum over pairs of products of embedding rows), fwfm (beside the columns, the inner product of each pair)"
                        + " or autoint (beside the columns, self-attention over the embedding rows).",
                "2 | network.input { interaction = fm, autoint.heads = 3 } | network.conf: network.input.autoint.heads = 3 is a setting"
                        + " of interaction = autoint, but the interaction is fm: remove it, or set network.input.interaction ="
                        + " autoint. Set heads: how many heads a layer has.",
                "2 | network.input { interaction = dcn-v2, dcn-v2.layers = 0 } | network.conf: network.input.dcn-v2.layers = 0 must be"
                        + " between 1 and 16. Set layers: how many there are.",
                "2 | network { type = nddr, gates.temperature = 2 } | network.conf: network.gates.temperature = 2 does nothing with"
                        + " network.type = nddr, which has no softmax gates: remove it. Set temperature: what scores are divided by:"
                        + " above 1 the shares of experts stay more even, below 1 they decide sooner.",
                "2 | network.gates.temperature = 0 | network.conf: network.gates.temperature = 0 must be a number above 0. Set"
                        + " temperature: what scores are divided by: above 1 the shares of experts stay more even, below 1 they"
                        + " decide sooner.",
                "2 | network.type = single-task | balance.method = pareto with network.type = single-task: the method compares"
                        + " gradients of shared dense parameters, of which this architecture has none. Set balance.method ="
                        + " static or a method that reads losses, balance.probe.embeddings = true to compare gradients of"
                        + " embedding rows, or another network.type.",
                "2 | balance.method = nash-mlt | network.conf: balance.method = nash-mlt is not one of METHODS. Did you mean"
                        + " \"nash-mtl\"? Set method: the balancer, by name.",
                "2 | balance { method = cagrad, cagrad.c = -1 } | network.conf: balance.cagrad.c = -1 must be a number between 0"
                        + " and 100. Set c: how far the direction may be from the mean gradient, in units of its length.",
                "2 | balance { method = epo, epo.preference = [1, 2, 3] } | balance.epo.preference = [1.0, 2.0, 3.0] has 3"
                        + " numbers for 2 tasks [click, buy]; there must be one per task, or none. Complete the list.",
                "2 | balance.method = modo | balance.method = modo with rounds.probe-batches = 1: it compares two halves of the"
                        + " probe's batches, so there must be at least 2. Set rounds.probe-batches = 2.",
                "2 | network.type = soft-sharing, balance.method = mgda-ub | balance.method = mgda-ub with network.type ="
                        + " soft-sharing: gradients are measured by one representation that the heads of all tasks read, of"
                        + " which this network of 2 tasks has none. Set another balance.method, or network.type ="
                        + " shared-bottom, mmoe, omoe, dselect-k, mtan, cross-stitch or nddr.",
                "2 | network.type = dbmtl, balance.probe.of = representation | balance.probe.of = representation with"
                        + " network.type = dbmtl: gradients are measured by one representation that the heads of all tasks"
                        + " read, of which this network of 2 tasks has none. Set balance.probe.of = shared, or network.type ="
                        + " shared-bottom, mmoe, omoe, dselect-k, mtan, cross-stitch or nddr.",
            })
    void train_badNetwork_isOneLineBeforeSparkStarts(String tasks, String text, String message) throws IOException {
        String all = switch (tasks) {
            case "1" -> ONE;
            case "M" -> MIXED;
            default -> TWO;
        };
        boolean sparkBefore = SparkSession.getDefaultSession().isDefined();
        CommandRun run = CommandRun.of(
                "train",
                "--config",
                configuration(all + text),
                "--data",
                folder + "/data",
                "--output",
                folder + "/out");
        assertThat(run.err().lines())
                .containsExactly(message.replace("@", types()).replace("METHODS", methods()));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(SparkSession.getDefaultSession().isDefined()).isEqualTo(sparkBefore);
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private static String methods() {
        return String.join(", ", Arrays.stream(Method.values()).map(Method::key).toList());
    }

    private static String types() {
        return String.join(
                ", ",
                Arrays.stream(ArchitectureType.values())
                        .map(ArchitectureType::key)
                        .toList());
    }
}
