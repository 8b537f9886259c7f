package io.fulcrum.features.read;

import io.fulcrum.features.read.FileColumn.Pages;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Type;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Whether Spark's Parquet library can decompress and decode the pages of the needed columns. */
final class PageSupport {
    private static final Set<Type> SPLIT_TYPES = EnumSet.of(Type.FLOAT, Type.DOUBLE);

    private final Configuration configuration;
    private final Map<String, String> problems = new LinkedHashMap<>(); // by codec or encoding

    private PageSupport(Configuration configuration) {
        this.configuration = configuration;
    }

    /** Returns one problem for each codec that is not there and each encoding that cannot be read. */
    static List<String> problems(List<ReadFile> files, List<String> columns, Configuration configuration) {
        PageSupport support = new PageSupport(configuration);
        for (ReadFile file : files) {
            for (String column : columns) {
                file.stored(column).ifPresent(found -> support.check(file, column, found));
            }
        }
        return new ArrayList<>(support.problems.values());
    }

    private void check(ReadFile file, String name, FileColumn column) {
        Pages pages = column.pages();
        for (CompressionCodec codec : pages.codecs()) {
            if (!problems.containsKey(codec.name()) && !isThere(codec)) {
                problems.put(
                        codec.name(),
                        "Source file " + file.name() + " is whole, but its column \"" + name + "\" is compressed with "
                                + codec.name().toLowerCase(Locale.ROOT)
                                + ", for which this Spark has no codec. Write it with zstd or snappy.");
            }
        }
        if (column.isByteStreamSplit() && !SPLIT_TYPES.containsAll(pages.types())) {
            problems.putIfAbsent(
                    "BYTE_STREAM_SPLIT",
                    "Source file " + file.name() + " is whole, but its column \"" + name
                            + "\" is encoded with BYTE_STREAM_SPLIT, which this Spark reads for float and double alone."
                            + " Write it without this encoding.");
        }
    }

    private boolean isThere(CompressionCodec codec) {
        String type = CompressionCodecName.valueOf(codec.name()).getHadoopCompressionCodecClassName();
        return type == null || configuration.getClassByNameOrNull(type) != null;
    }
}
