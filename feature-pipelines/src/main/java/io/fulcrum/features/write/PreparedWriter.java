package io.fulcrum.features.write;

import io.fulcrum.contract.Split;
import io.fulcrum.features.encode.Vocabulary;
import io.fulcrum.job.ExitCode;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.PublishedDirectory;
import io.fulcrum.job.Storage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.StructType;

/** Writes prepared rows and vocabularies as Parquet that any program can read. */
public final class PreparedWriter {
    /** Folder of the vocabularies: one row a known value of a table, with its id and its count in training. */
    public static final String VOCABULARY = "vocabulary.parquet";

    /** Columns of that folder. */
    public static final StructType VOCABULARY_SCHEMA = StructType.fromDDL(
            "`table` STRING NOT NULL, value STRING NOT NULL, id INT NOT NULL, count BIGINT NOT NULL");

    private PreparedWriter() {}

    /**
     * Writes one split.
     *
     * @throws JobFailure if another number of rows is found than was profiled: the source changed meanwhile
     */
    public static void writeSplit(PublishedDirectory directory, Split split, Dataset<Row> rows, long profiled) {
        String folder = directory.resolve(split.folder());
        rows.write().option("compression", "zstd").parquet(folder);
        long written = Storage.reader(rows.sparkSession())
                .schema(rows.schema())
                .parquet(folder)
                .count();
        if (written != profiled) {
            throw new JobFailure(
                    ExitCode.DATA_CHECK_FAILED,
                    "Split " + split.folder() + " has " + written
                            + " rows but had " + profiled
                            + " when it was profiled: the source changed while it was read."
                            + " Prepare again from data at rest.");
        }
    }

    /** Writes all vocabularies; nothing if there are none. */
    public static void writeVocabularies(
            PublishedDirectory directory, SparkSession spark, Collection<Vocabulary> vocabularies) {
        List<Row> rows = new ArrayList<>();
        for (Vocabulary vocabulary : vocabularies) {
            for (int i = 0; i < vocabulary.known().size(); i++) {
                rows.add(RowFactory.create(
                        vocabulary.table(),
                        vocabulary.known().get(i).value(),
                        vocabulary.firstKnown() + i,
                        vocabulary.known().get(i).count()));
            }
        }
        if (!vocabularies.isEmpty()) {
            spark.createDataFrame(rows, VOCABULARY_SCHEMA)
                    .coalesce(1)
                    .write()
                    .option("compression", "zstd")
                    .parquet(directory.resolve(VOCABULARY));
        }
    }
}
