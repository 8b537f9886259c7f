package io.fulcrum.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.fulcrum.ClusterClasspath;
import io.fulcrum.LoopbackCluster;
import io.fulcrum.data.Shard;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.model.embedding.RowMerge;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.train.HaltingTask.Phase;
import io.fulcrum.train.outer.OuterSettings;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Executors killed with SIGKILL in every phase of a round: no round is lost, and no bit differs.
 * {@code -Dfulcrum.kills=50} makes the randomly timed check as long as that.
 */
class KilledExecutorsIT {
    private static final int ROUNDS = 5;
    private static final int KILLED_ROUND = 2; // whose replicas are behind, so that they load
    private static final int BOUND_SECONDS = 180; // for a round, however many executors it loses
    private static final int KILLS = Integer.getInteger("fulcrum.kills", 3);
    private static final String CLUSTER = "local-cluster[2,1,1024]";
    private static final List<Shard> SHARDS = GeneratedRows.shards(40, 0.6, 250, 260, 240, 255);
    private static final OptimizerSettings OPTIMIZER = GeneratedRows.ADAM;
    private static final RoundSettings SETTINGS = new RoundSettings(
            2,
            5,
            50,
            1,
            1,
            new OuterSettings(OuterSettings.Method.SLOWMO, 1, 0.5),
            RowMerge.TOUCHED_MEAN,
            RoundSettings.OptimizerState.AVERAGE,
            BadNumbers.STOP,
            RowPolicy.DEFAULT,
            Delta.EXACT,
            99);

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        SparkSession.getActiveSession().foreach(session -> {
            session.stop();
            return null;
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"REPLICA", "PROBE", "STEPS"})
    void round_executorKilledIn_givesTheSameBits(Phase phase) throws Exception {
        List<String> undisturbed = undisturbed(ROUNDS);
        CompletableFuture<Void> killer = whenHalted(ClusterClasspath::kill);
        assertThat(digests(CLUSTER, Map.of(), phase, ROUNDS)).isEqualTo(undisturbed);
        killer.get(BOUND_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void round_executorKilledInMerge_givesTheSameBits() throws Exception {
        List<String> undisturbed = undisturbed(ROUNDS);
        assertThat(digests(CLUSTER, Map.of(), Phase.MERGE, ROUNDS)).isEqualTo(undisturbed);
        assertThat(folder.resolve(HaltingTask.PROCESS)).exists();
    }

    @Test
    void round_allExecutorsKilledAtOnce_givesTheSameBits() throws Exception {
        List<String> undisturbed = undisturbed(ROUNDS);
        CompletableFuture<Void> killer =
                whenHalted(halted -> ClusterClasspath.executors().forEach(ClusterClasspath::kill));
        assertThat(digests(CLUSTER, Map.of(), Phase.STEPS, ROUNDS)).isEqualTo(undisturbed);
        killer.get(BOUND_SECONDS, TimeUnit.SECONDS);
    }

    @Test
    void rounds_everyExecutorKilledOnce_giveTheSameBits() throws Exception {
        List<String> undisturbed = undisturbed(ROUNDS);
        List<ProcessHandle> killed = new ArrayList<>();
        assertThat(digests(CLUSTER, Map.of(), Phase.NONE, new Between(ROUNDS, () -> {
                    List<ProcessHandle> first = ClusterClasspath.executors();
                    if (killed.size() < 2) {
                        killed.add(first.get(0));
                        ClusterClasspath.kill(first.get(0));
                    }
                })))
                .isEqualTo(undisturbed);
        assertThat(killed).doesNotHaveDuplicates().hasSize(2);
    }

    @Test
    void round_stragglerWithSpeculation_givesTheSameBits() throws Exception {
        List<String> undisturbed = undisturbed(ROUNDS);
        Map<String, Object> speculation = Map.of(
                "spark.speculation",
                true,
                "spark.speculation.quantile",
                0.5,
                "spark.speculation.multiplier",
                1.1,
                "spark.speculation.interval",
                "50ms",
                "spark.task.maxFailures",
                1,
                "spark.executor.memory",
                "1g",
                "spark.scheduler.minRegisteredResourcesRatio",
                1.0);
        try (LoopbackCluster cluster = new LoopbackCluster(folder)) {
            assertThat(digests(cluster.url(), speculation, Phase.STEPS, ROUNDS)).isEqualTo(undisturbed);
        }
        assertThat(folder.resolve(HaltingTask.PROCESS))
                .exists(); // by an attempt that would have failed, had it gone on
    }

    /** Kills at seeded times for as long as it takes, over one training. */
    @Test
    void rounds_randomKills_giveTheSameBits() throws Exception {
        SplittableRandom random = new SplittableRandom(2026);
        CountDownLatch over = new CountDownLatch(1);
        List<String> disturbed = Collections.synchronizedList(new ArrayList<>());
        Map<String, Object> patient = Map.of("spark.task.maxFailures", 20, "spark.deploy.maxExecutorRetries", -1);
        try (SparkSession session = ClusterClasspath.session(CLUSTER, patient)) {
            CompletableFuture<Integer> killer =
                    CompletableFuture.supplyAsync(() -> kills(session, random, disturbed, over));
            try (RoundDriver<Shard> driver = driver(session, Phase.NONE)) {
                while (!killer.isDone() || disturbed.size() < ROUNDS) {
                    disturbed.add(bounded(driver, disturbed.size()));
                }
            }
            System.out.println("KilledExecutorsIT: " + killer.get() + " kills over " + disturbed.size() + " rounds");
            assertThat(killer.get()).isEqualTo(KILLS);
        } finally {
            over.countDown();
        }
        assertThat(disturbed).isEqualTo(undisturbed(disturbed.size()));
    }

    /**
     * Only executors that have joined are killed, for one that still starts has no work to lose; and only one until a
     * further round is done, else executors die faster than they start, and no framework gets on.
     */
    private static int kills(SparkSession session, SplittableRandom random, List<String> rounds, CountDownLatch over) {
        int kills = 0;
        try {
            int done = -1;
            while (kills < KILLS && !over.await(random.nextInt(1500), TimeUnit.MILLISECONDS)) {
                List<ProcessHandle> executors = ClusterClasspath.joinedExecutors(session);
                if (!executors.isEmpty() && rounds.size() > done) {
                    done = rounds.size();
                    ClusterClasspath.kill(executors.get(random.nextInt(executors.size())));
                    kills++;
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return kills;
    }

    /** Rounds, and what is done after each. */
    private record Between(int rounds, Runnable disturb) {}

    private List<String> undisturbed(int rounds) throws Exception {
        return digests("local[1]", Map.of(), Phase.NONE, rounds);
    }

    private List<String> digests(String master, Map<String, Object> properties, Phase phase, int rounds)
            throws Exception {
        return digests(master, properties, phase, new Between(rounds, () -> {}));
    }

    private List<String> digests(String master, Map<String, Object> properties, Phase phase, Between between)
            throws Exception {
        stop();
        List<String> digests = new ArrayList<>();
        try (SparkSession session = ClusterClasspath.session(master, properties);
                RoundDriver<Shard> driver = driver(session, phase)) {
            for (int round = 0; round < between.rounds(); round++) {
                digests.add(bounded(driver, round));
                between.disturb().run();
            }
        }
        return digests;
    }

    /** Runs a round and returns its digest; a hang is a failure. */
    private static String bounded(RoundDriver<Shard> driver, int round)
            throws InterruptedException, ExecutionException, TimeoutException {
        int first = 2 * (round % 2);
        return CompletableFuture.supplyAsync(() ->
                        driver.round(round / 2, new int[] {first, first + 1}).digest())
                .get(BOUND_SECONDS, TimeUnit.SECONDS);
    }

    private RoundDriver<Shard> driver(SparkSession session, Phase phase) {
        String name = "killed-" + System.nanoTime();
        RecommenderTask task = new RecommenderTask(name, GeneratedRows.MODEL, OPTIMIZER, SETTINGS);
        try (RecommenderModel first = new RecommenderModel(GeneratedRows.MODEL, OPTIMIZER)) {
            FirstModel start = new FirstModel(
                    GeneratedRows.TASKS.names(),
                    first.parameters(),
                    first.optimizerState(),
                    0,
                    GeneratedRows.MODEL.embeddings(OPTIMIZER.rule()));
            return new RoundDriver<>(
                    RoundsIT.rdd(session, SHARDS),
                    new HaltingTask(task, folder.toString(), phase, KILLED_ROUND),
                    SETTINGS,
                    RoundsIT.pareto(),
                    start);
        }
    }

    /** Does something to the process that halts, as soon as it says so. */
    private CompletableFuture<Void> whenHalted(Consumer<ProcessHandle> act) throws IOException {
        WatchService watch = FileSystems.getDefault().newWatchService();
        folder.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
        return CompletableFuture.runAsync(() -> {
            try (watch) {
                while (!Files.exists(folder.resolve(HaltingTask.PROCESS))) {
                    WatchKey key = watch.poll(BOUND_SECONDS, TimeUnit.SECONDS);
                    assertThat(key).as("nobody halts").isNotNull();
                    key.pollEvents();
                    key.reset();
                }
                long id = Long.parseLong(Files.readString(folder.resolve(HaltingTask.PROCESS)));
                act.accept(ProcessHandle.of(id).orElseThrow());
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
