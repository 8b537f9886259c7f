package io.fulcrum.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.model.architecture.Mmoe;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new model takes the place of the old one between two requests, and only a whole one. */
class ModelWatcherTest {
    private static final Duration NEVER = Duration.ofDays(1);

    @TempDir
    Path folder;

    private final List<String> log = Collections.synchronizedList(new ArrayList<>());
    private Path one;
    private Path two;
    private double[] byOne;
    private double[] byTwo;

    @BeforeEach
    void writeModels() throws IOException {
        Path real = folder.toRealPath();
        one = RawModel.write(real.resolve("one"), new Mmoe(2, List.of(6), List.of()), 1);
        two = RawModel.write(real.resolve("two"), new Mmoe(3, List.of(5), List.of(4)), 2);
        byOne = Scorer.open(one).score(RawModel.record());
        byTwo = Scorer.open(two).score(RawModel.record());
        assertThat(byOne).isNotEqualTo(byTwo);
    }

    @Test
    void look_linkMoved_servesTheNewModel() throws IOException {
        Path link = folder.resolve("current");
        Files.createSymbolicLink(link, one);
        try (ModelWatcher watcher = new ModelWatcher(link, NEVER, log::add)) {
            Scorer before = watcher.scorer();
            assertThat(before.score(RawModel.record())).isEqualTo(byOne);
            watcher.look();
            assertThat(watcher.scorer()).isSameAs(before);
            move(link, two);
            watcher.look();
            assertThat(watcher.scorer().score(RawModel.record())).isEqualTo(byTwo);
            assertThat(before.score(RawModel.record())).isEqualTo(byOne);
            assertThat(log).containsExactly("Serving model " + watcher.scorer().fingerprint() + " of " + two + ".");
        }
    }

    @Test
    void look_pointerFile_namesTheModelRelativeToItself() throws IOException {
        Path pointer = folder.resolve("current.txt");
        Files.writeString(pointer, "one\n");
        try (ModelWatcher watcher = new ModelWatcher(pointer, NEVER, log::add)) {
            Files.writeString(pointer, two.toString());
            watcher.look();
            assertThat(watcher.scorer().score(RawModel.record())).isEqualTo(byTwo);
        }
    }

    @Test
    void look_damagedModel_isReportedOnceAndTheOldOneServes() throws IOException {
        Path link = folder.resolve("current");
        Files.createSymbolicLink(link, one);
        try (ModelWatcher watcher = new ModelWatcher(link, NEVER, log::add)) {
            Path parameters = two.resolve("parameters.f32");
            byte[] whole = Files.readAllBytes(parameters);
            Files.write(parameters, Arrays.copyOf(whole, whole.length - 4));
            move(link, two);
            watcher.look();
            watcher.look();
            assertThat(watcher.scorer().score(RawModel.record())).isEqualTo(byOne);
            assertThat(log)
                    .containsExactly("Cannot take the model that " + link + " names: Model file " + parameters + " has "
                            + (whole.length - 4) + " bytes, its description says " + whole.length
                            + ". The file is damaged; copy it again. Still serving model "
                            + watcher.scorer().fingerprint() + " of " + one + ".");
            Files.write(parameters, whole);
            watcher.look();
            assertThat(watcher.scorer().score(RawModel.record())).isEqualTo(byTwo);
        }
    }

    @Test
    void look_pathGone_keepsServing() throws IOException {
        Path link = folder.resolve("current");
        Files.createSymbolicLink(link, one);
        try (ModelWatcher watcher = new ModelWatcher(link, NEVER, log::add)) {
            Files.delete(link);
            watcher.look();
            assertThat(watcher.scorer().score(RawModel.record())).isEqualTo(byOne);
            assertThat(log).hasSize(1);
            assertThat(log.get(0)).startsWith("Cannot take the model that " + link + " names: Cannot read " + link);
        }
    }

    @Test
    void start_noModel_isRefused() {
        Path nothing = folder.resolve("nothing");
        assertThatThrownBy(() -> new ModelWatcher(nothing, NEVER, log::add))
                .hasMessage("Cannot read " + nothing + ": NoSuchFileException " + nothing
                        + ". It must be a model directory, a link to one or a file that names one. Check the path.");
    }

    /** Two models change places again and again under requests; each gets the answer of one of them, and none fails. */
    @Test
    void scorer_swappedUnderLoad_dropsNoRequest() throws IOException {
        Path link = folder.resolve("current");
        Files.createSymbolicLink(link, one);
        AtomicBoolean swapping = new AtomicBoolean(true);
        CountDownLatch asking = new CountDownLatch(3);
        try (ModelWatcher watcher = new ModelWatcher(link, Duration.ofMillis(1), log::add)) {
            var clients = IntStream.range(0, 3)
                    .mapToObj(client -> CompletableFuture.supplyAsync(() -> {
                        int answers = 0;
                        for (; swapping.get() || answers < 100; answers++) {
                            double[] answer = watcher.scorer().score(RawModel.record());
                            assertThat(answer).isIn(byOne, byTwo);
                            asking.countDown();
                        }
                        return answers;
                    }))
                    .toList();
            asking.await();
            for (int swap = 0; swap < 20; swap++) {
                move(link, swap % 2 == 0 ? two : one);
                watcher.look();
            }
            swapping.set(false);
            clients.forEach(client -> assertThat(client.join()).isGreaterThanOrEqualTo(100));
            assertThat(log).hasSizeGreaterThanOrEqualTo(20).allMatch(line -> line.startsWith("Serving model "));
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private static void move(Path link, Path target) throws IOException {
        Path next = link.resolveSibling("next");
        Files.createSymbolicLink(next, target);
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);
    }
}
