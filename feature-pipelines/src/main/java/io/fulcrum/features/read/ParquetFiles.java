package io.fulcrum.features.read;

import io.fulcrum.job.JobFailure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Parquet files of an input, each footer read once. Files without rows do not count unless no file has any: tools
 * write them with types that say nothing.
 */
record ParquetFiles(SparkSession spark, SourceSettings settings, List<ReadFile> files, Collection<String> columns)
        implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(ParquetFiles.class);

    /**
     * Lists the files and reads their footers.
     *
     * @throws JobFailure if there is no file, or one that is not readable Parquet
     */
    static ParquetFiles open(SparkSession spark, SourceSettings settings) {
        List<Path> roots = InputFiles.paths(settings);
        Configuration configuration = spark.sessionState().newHadoopConf();
        List<SourceFile> files = SourceFiles.list(settings, roots, configuration);
        boolean binaryIsString = spark.sessionState().conf().isParquetBinaryAsString();
        List<FileShape> shapes = Footers.read(files, configuration, new ColumnConversion(binaryIsString));
        List<ReadFile> read = new ArrayList<>();
        for (int i = 0; i < files.size(); i++) {
            read.add(new ReadFile(files.get(i), shapes.get(i)));
        }
        List<ReadFile> filled =
                read.stream().filter(file -> !file.shape().empty()).toList();
        if (!filled.isEmpty() && filled.size() < read.size()) {
            LOG.info("{} of {} files have no rows and are left out", read.size() - filled.size(), read.size());
        }
        List<ReadFile> counted = filled.isEmpty() ? read : filled;
        return new ParquetFiles(spark, settings, counted, names(counted));
    }

    @Override
    public Dataset<Row> rows(Map<String, List<ColumnNeed>> needs, List<String> problems) {
        List<SourceColumn> found = new ArrayList<>();
        for (List<ColumnNeed> uses : needs.values()) {
            ColumnUnion union = new ColumnUnion(settings.input(), uses, files);
            union.column(settings.missingColumns()).ifPresent(found::add);
            problems.addAll(union.problems());
        }
        problems.addAll(PageSupport.problems(
                files, List.copyOf(needs.keySet()), spark.sessionState().newHadoopConf()));
        Source.requireNone(problems, columns);
        needs.keySet().forEach(this::reportMissing);
        return SourceScan.rows(spark, files, found);
    }

    private void reportMissing(String column) {
        long without = files.stream().filter(file -> !file.has(column)).count();
        if (without > 0) {
            LOG.warn("Column \"{}\" is absent in {} of {} files and read as null there", column, without, files.size());
        }
    }

    /** Folders' columns come last, as in Spark. */
    private static Collection<String> names(List<ReadFile> files) {
        Set<FileShape> shapes = new LinkedHashSet<>();
        files.forEach(file -> shapes.add(file.shape()));
        Set<String> folders = new LinkedHashSet<>();
        files.forEach(file -> folders.addAll(file.file().partitions().keySet()));
        Set<String> names = new LinkedHashSet<>();
        shapes.forEach(shape -> names.addAll(shape.columns().keySet()));
        names.removeAll(folders);
        names.addAll(folders);
        return names;
    }
}
