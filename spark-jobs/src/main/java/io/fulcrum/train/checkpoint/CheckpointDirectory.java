package io.fulcrum.train.checkpoint;

import io.fulcrum.balance.BalancerState;
import io.fulcrum.contract.Fingerprint;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.ProgramVersion;
import io.fulcrum.job.Storage;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.train.Checkpoints;
import io.fulcrum.train.RoundDriver;
import io.fulcrum.train.RunGuard;
import io.fulcrum.train.RunIdentity;
import io.fulcrum.train.Standing;
import io.fulcrum.train.StoppingRule;
import io.fulcrum.train.TrainedModel;
import io.fulcrum.train.TrainingRun;
import io.fulcrum.train.TrainingState;
import io.fulcrum.train.checkpoint.CheckpointManifest.Best;
import io.fulcrum.train.checkpoint.CheckpointManifest.Link;
import io.fulcrum.train.checkpoint.CheckpointManifest.Place;
import io.fulcrum.train.checkpoint.CheckpointManifest.Table;
import io.fulcrum.train.exchange.ChangedRows;
import io.fulcrum.train.exchange.EmbeddingJournal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.hadoop.fs.FSError;

/** A run's checkpoints in a directory: written every n rounds and at the end of a best epoch, read to go on. */
public final class CheckpointDirectory implements Checkpoints {
    private final CheckpointShelf shelf;
    private final CheckpointSettings settings;
    private final TrainingRun run;
    private final RunIdentity identity;
    private final RunGuard guard;
    private final CheckpointReader reader;
    private final CheckpointChain chain = new CheckpointChain();
    private final ByteArrayOutputStream freshLog = new ByteArrayOutputStream();
    private Optional<CheckpointReader.Read> newest = Optional.empty();
    private Optional<Best> best = Optional.empty();
    private int lastRound;

    /** Opens a directory that need not exist yet; call {@link #find} or {@link #startAnew} before training. */
    public CheckpointDirectory(
            String directory, CheckpointSettings settings, TrainingRun run, RunIdentity identity, RunGuard guard) {
        this.settings = settings;
        this.run = run;
        this.identity = identity;
        this.guard = guard;
        try {
            shelf = new CheckpointShelf(directory);
        } catch (IOException e) {
            throw new JobFailure(
                    ExitCode.INVALID_CONFIGURATION,
                    "Cannot use checkpoint directory " + directory + ": " + e.getMessage()
                            + ". Name a writable place with --checkpoints.",
                    e);
        }
        reader = new CheckpointReader(shelf.files(), shelf::folder, spec());
    }

    /** Whether there is anything to go on from. */
    public boolean isEmpty() {
        return attempt("read", () -> shelf.numbers().isEmpty());
    }

    /** Removes what earlier runs left. */
    public void remove() {
        attempt("remove", () -> {
            shelf.remove();
            return true;
        });
    }

    /**
     * Finds the newest whole checkpoint to go on from, telling of any that had to be passed over.
     *
     * @throws JobFailure if there are checkpoints but none is whole, or it is of a run of other settings or data
     */
    public void find(Consumer<String> notes) {
        attempt("read", () -> {
            shelf.removeUnfinished();
            List<Integer> numbers = shelf.numbers();
            shelf.latest()
                    .filter(name -> numbers.stream().map(CheckpointShelf::name).noneMatch(name::equals))
                    .ifPresent(name -> notes.accept("LATEST in " + shelf + " names " + name + ", which is not there"));
            for (int i = 0; i < numbers.size() && newest.isEmpty(); i++) {
                newest = whole(numbers.get(i), notes);
            }
            if (newest.isEmpty() && !numbers.isEmpty()) {
                throw JobFailure.invalid(
                        "None of the " + numbers.size() + " checkpoints in " + shelf + " is complete: there is"
                                + " nothing to resume from. Restart with --overwrite and without --resume.");
            }
            newest.ifPresent(read -> identity.requireSame(read.manifest().identity(), name(read)));
            notes.accept(newest.map(read -> told(read)).orElse("No checkpoint in " + shelf + ": starting at round 1"));
            return true;
        });
    }

    @Override
    public String log() {
        return newest.isEmpty()
                ? ""
                : attempt("read", () -> reader.log(newest.get().manifest()));
    }

    @Override
    public void logged(String line) {
        freshLog.writeBytes(line.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Standing resume(RoundDriver<?> driver, StoppingRule stopping) {
        guard.begin();
        return newest.isEmpty() ? Standing.START : attempt("read", () -> resumed(newest.get(), driver, stopping));
    }

    @Override
    public void after(Standing at, RoundDriver<?> driver, StoppingRule stopping) {
        boolean better = at.best().isPresent()
                && best.stream().allMatch(old -> old.epoch() != at.best().get().epoch());
        boolean due = driver.state().round() - lastRound >= settings.everyRounds();
        Optional<ExitCode> stop = guard.stop();
        if (better || due || stop.isPresent()) {
            guard.check();
            write(at, driver, stopping);
        }
        if (stop.isPresent()) {
            throw new JobFailure(
                    stop.get(),
                    "Stopped after round " + lastRound + ", as the signal asked. Checkpoint " + shelf + "/"
                            + CheckpointShelf.name(lastRound)
                            + " is complete: resume with the same command and --resume.");
        }
    }

    private Optional<CheckpointReader.Read> whole(int number, Consumer<String> notes) {
        try {
            return Optional.of(reader.whole(number));
        } catch (IOException | IllegalArgumentException e) {
            notes.accept("Checkpoint " + shelf + "/" + CheckpointShelf.name(number)
                    + " is corrupt or incomplete; skipping it: " + e.getMessage());
            return Optional.empty();
        }
    }

    private Standing resumed(CheckpointReader.Read read, RoundDriver<?> driver, StoppingRule stopping)
            throws IOException {
        CheckpointManifest manifest = read.manifest();
        Place place = manifest.place();
        TrainingState start = driver.state();
        BalancerState balanced = new BalancerState(manifest.balancer());
        reader.rows(manifest, spec(), driver.journal()::restore);
        driver.restore(
                new TrainingState(
                        place.round(),
                        place.step(),
                        reader.dense(manifest, CheckpointWriter.PARAMETERS, start.parameters().length),
                        reader.dense(manifest, CheckpointWriter.OPTIMIZER, start.optimizerState().length),
                        reader.dense(manifest, CheckpointWriter.VELOCITY, start.velocity().length),
                        driver.balancer().weights(balanced),
                        balanced),
                place.rowVersion(),
                place.digest());
        stopping.restore(manifest.stopping());
        chain.restore(manifest.chain(), read.link(), rowsOfDeltas(manifest));
        lastRound = place.round();
        best = manifest.best().stream().findFirst();
        for (int number : shelf.numbers()) {
            if (number > place.round()) {
                shelf.files().delete(shelf.folder(number), true);
            }
        }
        return new Standing(
                place.epoch(),
                place.roundOfEpoch(),
                best.isEmpty() ? Optional.empty() : Optional.of(model(best.get(), start.parameters().length)));
    }

    private TrainedModel model(Best kept, int parameters) throws IOException {
        CheckpointManifest manifest = reader.manifest(kept.checkpoint()).manifest();
        EmbeddingTables tables = EmbeddingTables.initial(spec().withoutState());
        reader.rows(manifest, tables.spec(), saved -> tables.apply(saved.change()));
        Recommender model =
                new Recommender(run.spec(), reader.dense(manifest, CheckpointWriter.PARAMETERS, parameters), tables);
        return new TrainedModel(model, kept.epoch(), kept.validation());
    }

    private long rowsOfDeltas(CheckpointManifest manifest) throws IOException {
        List<Link> links = manifest.chain();
        long rows = links.isEmpty() ? 0 : rows(manifest);
        for (Link link : links.subList(Math.min(1, links.size()), links.size())) {
            rows += rows(reader.manifest(link.checkpoint()).manifest());
        }
        return rows;
    }

    private static long rows(CheckpointManifest manifest) {
        return manifest.tables().stream().mapToLong(Table::changed).sum();
    }

    private void write(Standing at, RoundDriver<?> driver, StoppingRule stopping) {
        int number = driver.state().round();
        Optional<Best> judged = at.best().map(model -> judged(model, number));
        try {
            EmbeddingJournal journal = driver.journal();
            boolean base = chain.isBaseDue(
                    journal.freshlyChanged().count(), journal.tables().storedCount());
            ChangedRows rows = base ? ChangedRows.of(journal.tables()) : journal.freshlyChanged();
            CheckpointFolder folder = shelf.begin(number);
            CheckpointWriter writer = new CheckpointWriter(folder)
                    .dense(driver.state())
                    .rows(rows, journal.tables(), journal::lastSeen)
                    .log(logPieces(base));
            Place place = new Place(
                    number, at.epoch(), at.round(), driver.state().step(), journal.version(), driver.digest());
            String manifest = new CheckpointManifest(
                            CheckpointManifest.SCHEMA,
                            ProgramVersion.VERSION,
                            identity,
                            place,
                            driver.state().balancer().values(),
                            stopping.state(),
                            judged.stream().toList(),
                            base ? List.of() : chain.links(),
                            tables(rows),
                            writer.files(),
                            "")
                    .seal();
            folder.manifest(manifest);
            shelf.commit(folder, number);
            written(new Link(number, Fingerprint.of(manifest)), base, rows.count());
            journal.freshlyChanged().clear();
            best = judged;
            removeUnneeded();
        } catch (IOException e) {
            throw cannotWrite(number, e);
        } catch (FSError e) {
            throw cannotWrite(number, Storage.asIoException(e));
        }
    }

    private Best judged(TrainedModel model, int number) {
        return best.filter(old -> old.epoch() == model.epoch())
                .orElse(new Best(number, model.epoch(), model.validation()));
    }

    private void written(Link link, boolean base, long rows) {
        if (base) {
            chain.based(link);
        } else {
            chain.grown(link, rows);
        }
        freshLog.reset();
        lastRound = link.checkpoint();
    }

    private List<byte[]> logPieces(boolean base) throws IOException {
        List<byte[]> pieces = new ArrayList<>();
        for (Link link : base ? chain.links() : List.<Link>of()) {
            pieces.add(reader.ownLog(reader.manifest(link.checkpoint()).manifest()));
        }
        pieces.add(freshLog.toByteArray());
        return pieces;
    }

    private List<Table> tables(ChangedRows rows) {
        List<Table> tables = new ArrayList<>();
        List<Integer> changed = rows.counts();
        List<Integer> evicted = rows.evictedCounts();
        for (EmbeddingSpec.Table table : spec().tables()) {
            int i = tables.size();
            tables.add(new Table(table.name(), table.rows(), spec().stride(i), changed.get(i), evicted.get(i)));
        }
        return tables;
    }

    /** The newest few stay, their best epochs' checkpoints, and of older ones what all of these build on. */
    private void removeUnneeded() throws IOException {
        Set<Integer> whole = new HashSet<>();
        Set<Integer> rowsOnly = new HashSet<>();
        for (int number : shelf.numbers().stream().limit(settings.keep()).toList()) {
            whole.add(number);
            CheckpointManifest manifest = reader.manifest(number).manifest();
            manifest.chain().forEach(link -> rowsOnly.add(link.checkpoint()));
            for (Best kept : manifest.best()) {
                whole.add(kept.checkpoint());
                reader.manifest(kept.checkpoint()).manifest().chain().forEach(link -> rowsOnly.add(link.checkpoint()));
            }
        }
        shelf.retain(whole, rowsOnly);
    }

    private JobFailure cannotWrite(int number, IOException e) {
        try {
            shelf.removeUnfinished();
        } catch (IOException | FSError another) {
            e.addSuppressed(another);
        }
        String last = lastRound == 0
                ? "There is no earlier one; start again"
                : CheckpointShelf.name(lastRound) + " before it is complete; resume with the same command and --resume";
        return new JobFailure(
                ExitCode.UNEXPECTED,
                "Cannot write checkpoint " + shelf + "/" + CheckpointShelf.name(number)
                        + ": " + e.getMessage() + Storage.freeSpace(shelf.toString())
                        + ". Training stopped, because it could not be"
                        + " resumed. " + last + " when there is space, or name another place with --checkpoints.",
                e);
    }

    private EmbeddingSpec spec() {
        return run.spec().embeddings(run.settings().optimizer().rows().rule());
    }

    private String name(CheckpointReader.Read read) {
        return shelf + "/" + CheckpointShelf.name(read.manifest().place().round());
    }

    private String told(CheckpointReader.Read read) {
        Place place = read.manifest().place();
        return "Going on from checkpoint " + name(read) + ": " + place.round() + " rounds done, epoch "
                + (place.epoch() + 1);
    }

    /** Work on files that may fail. */
    private interface Work<T> {
        T run() throws IOException;
    }

    private <T> T attempt(String verb, Work<T> work) {
        try {
            return work.run();
        } catch (IllegalArgumentException e) {
            throw JobFailure.invalid(e.getMessage());
        } catch (IOException e) {
            throw new JobFailure(
                    ExitCode.INVALID_CONFIGURATION,
                    "Cannot " + verb + " checkpoints in " + shelf + ": " + e.getMessage()
                            + ". Check the path and its permissions.",
                    e);
        }
    }
}
