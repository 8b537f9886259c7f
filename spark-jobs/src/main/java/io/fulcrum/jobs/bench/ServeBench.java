package io.fulcrum.jobs.bench;

import io.fulcrum.model.EmbeddingTables;
import io.fulcrum.model.LearningRate;
import io.fulcrum.model.ModelDirectory;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.OptimizerSettings;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.model.RowRecords;
import io.fulcrum.model.UpdateRule;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Serving. */
public final class ServeBench {
    private ServeBench() {}

    /** Writes a model over a workload's columns of which every embedding row is trained. */
    static void writeModel(Workload workload, String directory) {
        ModelSpec spec = workload.shape().spec();
        OptimizerSettings sgd =
                new OptimizerSettings(new UpdateRule.Sgd(), LearningRate.constant(1e-3), 0, Double.POSITIVE_INFINITY);
        EmbeddingTables tables = EmbeddingTables.initial(spec.embeddings(sgd.rule()));
        int width = spec.network().embeddingSize();
        SplittableRandom random = new SplittableRandom(1);
        int[][] rows = new int[tables.spec().tables().size()][];
        float[][] records = new float[rows.length][];
        for (int table = 0; table < rows.length; table++) {
            rows[table] =
                    IntStream.range(0, tables.spec().tables().get(table).rows()).toArray();
            records[table] = new float[rows[table].length * width];
            for (int i = 0; i < records[table].length; i++) {
                records[table][i] = (float) random.nextDouble(-0.1, 0.1);
            }
        }
        tables.apply(new RowRecords(rows, records));
        try (RecommenderModel model = new RecommenderModel(spec, sgd)) {
            ModelDirectory.write(directory, new Recommender(spec, model.parameters(), tables), "0123456789abcdef");
        }
    }
}
