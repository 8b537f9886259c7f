package io.fulcrum.features.read;

import java.util.Optional;

/** A file of the input with what its footer says. */
record ReadFile(SourceFile file, FileShape shape) {
    boolean hasPartition(String column) {
        return file.partitions().containsKey(column);
    }

    /** Whether the file gives the column, by its folder or by its footer. */
    boolean has(String column) {
        return hasPartition(column) || shape.columns().containsKey(column);
    }

    /** Returns the column of the footer; the folder's value counts where both are there. */
    Optional<FileColumn> stored(String column) {
        return hasPartition(column)
                ? Optional.empty()
                : Optional.ofNullable(shape.columns().get(column));
    }

    String name() {
        return file.name();
    }
}
