package io.fulcrum.features.read;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.apache.parquet.format.CompressionCodec;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.Type;
import org.apache.spark.sql.types.DataType;

/**
 * A top-level column of one Parquet file.
 *
 * @param stored how it is read, empty if Spark cannot read it
 * @param unreadable why Spark cannot read it
 * @param pages how its bytes are stored
 */
record FileColumn(Optional<Stored> stored, Optional<Unreadable> unreadable, Pages pages) {
    /**
     * How Spark reads a column.
     *
     * @param read the type that the reader is asked for
     * @param type what that means: a timestamp for a whole number of nanoseconds, the null type for a column of nulls
     */
    record Stored(DataType read, DataType type) {}

    /** How the bytes of a column are stored, over all its leaves and row groups. */
    record Pages(Set<CompressionCodec> codecs, Set<Encoding> encodings, Set<Type> types) {
        Pages() {
            this(EnumSet.noneOf(CompressionCodec.class), EnumSet.noneOf(Encoding.class), EnumSet.noneOf(Type.class));
        }
    }

    static FileColumn readable(Stored stored, Pages pages) {
        return new FileColumn(Optional.of(stored), Optional.empty(), pages);
    }

    static FileColumn unreadable(Unreadable reason, Pages pages) {
        return new FileColumn(Optional.empty(), Optional.of(reason), pages);
    }

    /** Whether values are stored by splitting bytes over streams, which Spark's vectorised reader cannot read. */
    boolean isByteStreamSplit() {
        return pages.encodings().contains(Encoding.BYTE_STREAM_SPLIT);
    }
}
