package io.fulcrum.contract.encoder;

/**
 * A text as its place in a list of known ones: ids 1 … oovBuckets are shared by unknown texts by their hash, known ones
 * follow in the order of the list.
 *
 * @param table embedding table, and name of the vocabulary
 * @param values number of known texts
 * @param digest SHA-256 of the vocabulary file
 * @param oovBuckets number of ids for unknown texts (out-of-vocabulary buckets), at least one
 */
public record VocabularyEncoder(String table, int values, String digest, int oovBuckets) implements TextEncoder {
    public VocabularyEncoder {
        if (values < 0 || oovBuckets < 1) {
            throw new IllegalArgumentException("Vocabulary \"" + table + "\" has " + values + " values and "
                    + oovBuckets + " OOV buckets, but needs at least 0 and 1. Prepare the data again.");
        }
    }

    @Override
    public int rows() {
        return firstKnown() + values;
    }

    /** Returns the id of the first known text. */
    public int firstKnown() {
        return 1 + oovBuckets;
    }

    /** Whether an id is shared by unknown texts. */
    public boolean isUnknown(int id) {
        return id >= 1 && id <= oovBuckets;
    }
}
