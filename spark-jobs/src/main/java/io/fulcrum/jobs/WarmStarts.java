package io.fulcrum.jobs;

import io.fulcrum.model.embedding.EmbeddingSpec;
import io.fulcrum.model.store.LoadedModel;
import io.fulcrum.model.store.ModelDirectory;
import io.fulcrum.train.TrainingRun;
import io.fulcrum.train.WarmStart;
import io.fulcrum.train.WarmStart.RowsTaken;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;

/** A published model as the start of another run, on data whose vocabularies may have grown. */
final class WarmStarts {
    private final LoadedModel loaded;
    private final String directory;

    private WarmStarts(LoadedModel loaded, String directory) {
        this.loaded = loaded;
        this.directory = directory;
    }

    static WarmStarts read(String directory) {
        return new WarmStarts(ModelDirectory.read(directory), directory);
    }

    /** The model's fingerprint, which is part of what decides the bits of a run. */
    String fingerprint() {
        return loaded.fingerprint();
    }

    /** Returns the run with this model in the place of initial values, and says aloud what that means. */
    TrainingRun start(TrainingRun run, SparkSession spark, String data) {
        List<EmbeddingSpec.Table> old = loaded.model().tables().spec().tables();
        List<EmbeddingSpec.Table> fresh =
                run.spec().embeddings(run.settings().optimizer().rows().rule()).tables();
        VocabularyMatch match = VocabularyMatch.of(spark, directory, data);
        List<RowsTaken> taken = new ArrayList<>();
        for (EmbeddingSpec.Table table : fresh) {
            taken.add(old.stream()
                    .filter(before -> before.name().equals(table.name()))
                    .findFirst()
                    .map(before -> match.rows(before, table))
                    .orElse(new RowsTaken(new int[0], new int[0])));
        }
        TrainingRun warm = run.from(new WarmStart(loaded.model(), taken));
        System.err.println(told(fresh, taken));
        return warm;
    }

    private String told(List<EmbeddingSpec.Table> tables, List<RowsTaken> taken) {
        String rows = IntStream.range(0, tables.size())
                .mapToObj(i -> tables.get(i).name() + " " + taken.get(i).rows().length + " of "
                        + tables.get(i).rows())
                .collect(Collectors.joining(", "));
        return "Warm start from " + directory + ": its dense parameters"
                + (tables.isEmpty() ? "" : ", embedding rows " + rows + ", the rest with initial values")
                + ". Optimiser, task weights and rounds are reset, so the bits are"
                + " not those of a resumed run.";
    }
}
