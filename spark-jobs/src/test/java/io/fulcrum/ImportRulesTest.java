package io.fulcrum;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may import whom. Each rule says why it is one; a class that must break it belongs elsewhere. */
class ImportRulesTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("-tests.jar"))
            .importPackages("io.fulcrum");

    private static final String[] TRAINING = {
        "io.fulcrum.data..",
        "io.fulcrum.model..",
        "io.fulcrum.balance..",
        "io.fulcrum.train..",
        "io.fulcrum.dl4j..",
        "io.fulcrum.evaluate..",
        "io.fulcrum.serve..",
        "io.fulcrum.bench..",
        "io.fulcrum.jobs.."
    };

    /** Where Spark may be seen: readers, writers, round runner, scorer, what composes them, and the mains. */
    private static final Set<String> SPARK_EDGES = Set.of(
            "io.fulcrum.job.SparkSettings",
            "io.fulcrum.job.Storage",
            "io.fulcrum.job.QuotedColumn",
            "io.fulcrum.job.StopSignals",
            "io.fulcrum.job.WorkProgress",
            "io.fulcrum.job.TaskListener",
            "io.fulcrum.data.PreparedData",
            "io.fulcrum.data.PreparedFooter",
            "io.fulcrum.data.SmallPlan",
            "io.fulcrum.data.SmallSplit",
            "io.fulcrum.data.HashTargets",
            "io.fulcrum.data.ShardBuilder",
            "io.fulcrum.data.RowChunks",
            "io.fulcrum.train.RoundRunner",
            "io.fulcrum.train.exchange.Exchange",
            "io.fulcrum.train.exchange.ClusterExchange",
            "io.fulcrum.train.exchange.BroadcastRows",
            "io.fulcrum.train.exchange.RowJournal",
            "io.fulcrum.train.RoundDriver",
            "io.fulcrum.train.TrainingLoop",
            "io.fulcrum.train.TrainingRun",
            "io.fulcrum.dl4j.ParetoTrainingMaster",
            "io.fulcrum.dl4j.GraphShards",
            "io.fulcrum.evaluate.Scorer",
            "io.fulcrum.evaluate.Predictions",
            "io.fulcrum.evaluate.PredictionFolder");

    /** Composes preparing or encoding, or reads the vocabularies as its writer laid them out. */
    private static final Set<String> PREPARE_COMMAND = Set.of(
            "io.fulcrum.jobs.PrepareJob",
            "io.fulcrum.jobs.JobSettings",
            "io.fulcrum.bench.CensusOptions",
            "io.fulcrum.jobs.KnownValues",
            "io.fulcrum.jobs.ExtendedData",
            "io.fulcrum.bench.PreparationWorker",
            "io.fulcrum.jobs.EncodeJob",
            "io.fulcrum.jobs.RawRows",
            "io.fulcrum.jobs.StoredDrift",
            "io.fulcrum.jobs.ScoreJob",
            "io.fulcrum.jobs.EvaluateJob");

    @Test
    void featurePipelines_training_importNothingOfIt() {
        noClasses()
                .that(are(resideInAnyPackage(
                        "io.fulcrum.config..",
                        "io.fulcrum.contract..",
                        "io.fulcrum.job..",
                        "io.fulcrum.parquet..",
                        "io.fulcrum.features..")))
                .should()
                .dependOnClassesThat(are(resideInAnyPackage(TRAINING)))
                .because(
                        "prepared data is the contract between the modules: preparing it must not know who trains on it")
                .check(HOUSE);
    }

    @Test
    void spark_types_appearAtTheEdgesOnly() {
        noClasses()
                .that(are(describe("outside the edges", ImportRulesTest::isNoSparkEdge)))
                .should()
                .dependOnClassesThat(are(resideInAPackage("org.apache.spark..")))
                .because("what can be a function of arrays must be testable without a cluster")
                .check(HOUSE);
    }

    @Test
    void dl4j_types_appearInItsDoorOnly() {
        noClasses()
                .that(are(describe("outside the door and its benchmarks", type -> !isDoor(type))))
                .should()
                .dependOnClassesThat(are(resideInAnyPackage("org.deeplearning4j..", "org.nd4j..")))
                .because(
                        "arrays of ND4J live off the heap, where Spark sees neither their size nor their end, and a build"
                                + " may leave DL4J out; benchmarks set the stock master beside ours")
                .check(HOUSE);
    }

    @Test
    void dl4j_door_importedByItsBenchmarksOnly() {
        noClasses()
                .that(are(describe("outside the door and its benchmarks", type -> !isDoor(type))))
                .should()
                .dependOnClassesThat(are(resideInAnyPackage("io.fulcrum.dl4j..", "io.fulcrum.bench.dl4j..")))
                .because("the Maven profile dl4j may leave the door out: the rest must compile without it")
                .check(HOUSE);
    }

    @Test
    void openBlas_types_appearInTheirBindingOnly() {
        noClasses()
                .that(are(describe(
                        "outside the binding, the door, and the rival in benchmarks",
                        type -> !isDoor(type)
                                && !Set.of("io.fulcrum.model.kernel.NativeBlas", "io.fulcrum.bench.SgemmWorker")
                                        .contains(outermost(type)))))
                .should()
                .dependOnClassesThat(are(resideInAPackage("org.bytedeco..")))
                .because("at the border of model everything is float[] or double[]: pointers stay behind one class")
                .check(HOUSE);
    }

    /** From the lowest: each room of the model may import those before it. */
    private static final List<String> MODEL_ROOMS = List.of(
            "io.fulcrum.model.kernel",
            "io.fulcrum.model.optimizer",
            "io.fulcrum.model.embedding",
            "io.fulcrum.model.graph",
            "io.fulcrum.model.architecture",
            "io.fulcrum.model.layer",
            "io.fulcrum.model.loss",
            "io.fulcrum.model",
            "io.fulcrum.model.serving",
            "io.fulcrum.model.store");

    static IntStream roomsOfTheModel() {
        return IntStream.range(0, MODEL_ROOMS.size() - 1);
    }

    @ParameterizedTest
    @MethodSource("roomsOfTheModel")
    void model_room_importsNoneAbove(int room) {
        noClasses()
                .that(are(resideInAPackage(MODEL_ROOMS.get(room))))
                .should()
                .dependOnClassesThat(are(resideInAnyPackage(
                        MODEL_ROOMS.subList(room + 1, MODEL_ROOMS.size()).toArray(String[]::new))))
                .because("kernels know no layers, layers no architecture, and nothing knows how models are stored")
                .check(HOUSE);
    }

    @Test
    void balance_anything_importsJdkAndConfigOnly() {
        classes()
                .that(are(resideInAPackage("io.fulcrum.balance..")))
                .should()
                .onlyDependOnClassesThat(
                        are(resideInAnyPackage("java..", "io.fulcrum.balance..", "io.fulcrum.config..")))
                .because("the mathematics can then be read, tested and proved alone")
                .check(HOUSE);
    }

    @Test
    void export_anything_importsTheModelAndItsContractOnly() {
        classes()
                .that(are(resideInAPackage("io.fulcrum.export..")))
                .should()
                .onlyDependOnClassesThat(are(resideInAnyPackage(
                        "java..",
                        "io.fulcrum.export..",
                        "io.fulcrum.model..",
                        "io.fulcrum.contract..",
                        "io.fulcrum.job..",
                        "io.fulcrum.config..")))
                .because("a format of other programs must cost neither a dependency nor knowledge of training")
                .check(HOUSE);
    }

    @Test
    void trainAndEvaluate_eachOther_neverImported() {
        noClasses()
                .that(are(resideInAPackage("io.fulcrum.train..")))
                .should()
                .dependOnClassesThat(are(resideInAPackage("io.fulcrum.evaluate..")))
                .because("a metric must not depend on how a model was trained")
                .check(HOUSE);
        noClasses()
                .that(are(resideInAPackage("io.fulcrum.evaluate..")))
                .should()
                .dependOnClassesThat(are(resideInAPackage("io.fulcrum.train..")))
                .because("a model must be measurable without its trainer")
                .check(HOUSE);
    }

    @Test
    void train_partsBelowTheRounds_importNoRounds() {
        noClasses()
                .that(are(resideInAnyPackage("io.fulcrum.train.exchange..", "io.fulcrum.train.outer..")))
                .should()
                .dependOnClassesThat(are(resideInAnyPackage("io.fulcrum.train", "io.fulcrum.train.checkpoint..")))
                .because("how values travel and how averages become the next start must not depend on what a round is")
                .check(HOUSE);
        noClasses()
                .that(are(resideInAPackage("io.fulcrum.train")))
                .should()
                .dependOnClassesThat(are(resideInAPackage("io.fulcrum.train.checkpoint..")))
                .because("a round must run without being kept: the loop asks an interface of its own, Checkpoints")
                .check(HOUSE);
    }

    @Test
    void serve_anything_importsWhatItsJarHas() {
        classes()
                .that(are(resideInAPackage("io.fulcrum.serve..")))
                .should()
                .onlyDependOnClassesThat(are(resideInAnyPackage(
                        "java..",
                        "com.fasterxml.jackson..",
                        "io.fulcrum.serve..",
                        "io.fulcrum.config..",
                        "io.fulcrum.contract..",
                        "io.fulcrum.job..",
                        "io.fulcrum.model..")))
                .because("a service runs it without Spark; ServeJarIT looks at the jar itself")
                .check(HOUSE);
    }

    @Test
    void jobs_anyone_importedByNobody() {
        noClasses()
                .that(are(
                        describe("outside jobs", type -> !type.getPackageName().startsWith("io.fulcrum.jobs"))))
                .should()
                .dependOnClassesThat(are(resideInAPackage("io.fulcrum.jobs..")))
                .because("mains compose, they are not composed")
                .check(HOUSE);
    }

    @Test
    void bench_anyone_importedByTheCommandLineOnly() {
        noClasses()
                .that(are(describe(
                        "outside bench and the command line",
                        type -> !type.getPackageName().startsWith("io.fulcrum.bench")
                                && !outermost(type).equals("io.fulcrum.jobs.Fulcrum"))))
                .should()
                .dependOnClassesThat(are(resideInAPackage("io.fulcrum.bench..")))
                .because("what is measured must not know that it is measured")
                .check(HOUSE);
    }

    @Test
    void packages_cycles_none() {
        slices().matching("io.fulcrum.(**)")
                .should()
                .beFreeOfCycles()
                .because("a cycle of packages is one package with two names")
                .check(HOUSE);
    }

    @Test
    void models_javaDeserialisation_never() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.ObjectInputStream")
                .because("models are data, not code: reading one must not be able to run anything")
                .check(HOUSE);
    }

    @Test
    void features_training_importedByTheCommandsOfRawRowsOnly() {
        noClasses()
                .that(are(describe(
                        "outside feature-pipelines and the commands that read raw rows",
                        type -> !type.getPackageName().startsWith("io.fulcrum.features")
                                && !PREPARE_COMMAND.contains(outermost(type)))))
                .should()
                .dependOnClassesThat(are(describe(
                        "of features, its settings apart",
                        type -> type.getPackageName().startsWith("io.fulcrum.features")
                                && !outermost(type).endsWith("Settings"))))
                .because("every other command reads what prepare or encode published, never how it was made")
                .check(HOUSE);
    }

    @Test
    void random_numbers_comeFromSeeds() {
        noClasses()
                .should()
                .callMethod(Math.class, "random")
                .orShould()
                .callConstructor(Random.class)
                .orShould()
                .callConstructor(SplittableRandom.class)
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.security.SecureRandom")
                .because("a random number without a seed cannot be drawn again by a retried task or a second run")
                .check(HOUSE);
    }

    @Test
    void values_wallClock_notRead() {
        noClasses()
                .that(are(describe("that compute values", ImportRulesTest::computesValues)))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(LocalDate.class, "now")
                .because("results follow from data and configuration; the time is provenance, which records state")
                .check(HOUSE);
    }

    private static boolean computesValues(JavaClass type) {
        String name = outermost(type);
        return !name.startsWith("io.fulcrum.jobs.")
                && !name.startsWith("io.fulcrum.bench.")
                && !name.startsWith("io.fulcrum.job.")
                && !name.equals("io.fulcrum.features.PreparedManifest")
                && !name.equals("io.fulcrum.features.EncodedManifest");
    }

    private static boolean isDoor(JavaClass type) {
        return type.getPackageName().equals("io.fulcrum.dl4j")
                || type.getPackageName().equals("io.fulcrum.bench.dl4j");
    }

    private static boolean isNoSparkEdge(JavaClass type) {
        String name = outermost(type);
        return !name.startsWith("io.fulcrum.jobs.")
                && !name.startsWith("io.fulcrum.bench.")
                && !name.startsWith("io.fulcrum.features.")
                && !SPARK_EDGES.contains(name);
    }

    private static String outermost(JavaClass type) {
        String name = type.getName();
        int inner = name.indexOf('$');
        return inner < 0 ? name : name.substring(0, inner);
    }

    private static DescribedPredicate<JavaClass> are(DescribedPredicate<? super JavaClass> predicate) {
        return predicate.forSubtype();
    }
}
