package io.fulcrum.features.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.execution.datasources.NoopCache$;
import org.apache.spark.sql.execution.datasources.PartitionPath;
import org.apache.spark.sql.execution.datasources.PartitionSpec;
import org.apache.spark.sql.execution.datasources.PartitioningAwareFileIndex;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
import scala.Predef$;
import scala.collection.JavaConverters;
import scala.collection.Seq;
import scala.collection.mutable.LinkedHashMap$;

/** Files that are already listed, as Spark scans them; the values of their folders are texts. */
final class SourceIndex extends PartitioningAwareFileIndex {
    private final PartitionSpec partitions;
    private final scala.collection.mutable.LinkedHashMap<Path, FileStatus> files;
    private final scala.collection.immutable.Map<Path, FileStatus[]> folders;

    SourceIndex(SparkSession spark, List<SourceFile> sources, StructType partitionColumns) {
        super(spark, immutable(Map.of()), Option.empty(), NoopCache$.MODULE$);
        this.files = LinkedHashMap$.MODULE$.empty();
        Map<Path, List<FileStatus>> byFolder = new LinkedHashMap<>();
        Map<Path, PartitionPath> paths = new LinkedHashMap<>();
        for (SourceFile source : sources) {
            Path folder = source.status().getPath().getParent();
            files.put(source.status().getPath(), source.status());
            byFolder.computeIfAbsent(folder, path -> new ArrayList<>()).add(source.status());
            paths.computeIfAbsent(folder, path -> new PartitionPath(values(source, partitionColumns), path));
        }
        Map<Path, FileStatus[]> children = new LinkedHashMap<>();
        byFolder.forEach((folder, status) -> children.put(folder, status.toArray(new FileStatus[0])));
        this.folders = immutable(children);
        this.partitions = new PartitionSpec(partitionColumns, seq(List.copyOf(paths.values())));
    }

    @Override
    public PartitionSpec partitionSpec() {
        return partitions;
    }

    @Override
    public scala.collection.mutable.LinkedHashMap<Path, FileStatus> leafFiles() {
        return files;
    }

    @Override
    public scala.collection.immutable.Map<Path, FileStatus[]> leafDirToChildrenFiles() {
        return folders;
    }

    @Override
    public Seq<Path> rootPaths() {
        return folders.keys().toSeq();
    }

    @Override
    public void refresh() {} // what was listed is what is read

    private static GenericInternalRow values(SourceFile source, StructType columns) {
        Object[] values = new Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = source.partitions()
                    .get(columns.apply(i).name())
                    .map(UTF8String::fromString)
                    .orElse(null);
        }
        return new GenericInternalRow(values);
    }

    private static <T> Seq<T> seq(List<T> items) {
        return JavaConverters.asScalaBuffer(items).toList();
    }

    private static <K, V> scala.collection.immutable.Map<K, V> immutable(Map<K, V> map) {
        return JavaConverters.mapAsScalaMap(map).toMap(Predef$.MODULE$.$conforms());
    }
}
