package io.fulcrum.contract.encoder;

/** The entries of a list in a record, some of which may be missing. */
public interface ListEntries {
    /** Returns the number of entries, missing ones among them; 0 if there is no list. */
    int count(SourceRow row);

    /** Reads an entry and returns true, or returns false where it is missing. */
    boolean isPresent(SourceRow row, int entry, Utf8 into);

    /** Whether no entry is present. */
    default boolean isEmpty(SourceRow row, Utf8 scratch) {
        int count = count(row);
        for (int entry = 0; entry < count; entry++) {
            if (isPresent(row, entry, scratch)) {
                return false;
            }
        }
        return true;
    }

    /**
     * The entries of a list without weights; nulls are missing.
     *
     * @param source place of the list
     */
    record Plain(int source) implements ListEntries {
        @Override
        public int count(SourceRow row) {
            return row.isNull(source) ? 0 : row.length(source);
        }

        @Override
        public boolean isPresent(SourceRow row, int entry, Utf8 into) {
            return row.text(source, entry, into);
        }
    }
}
