package io.fulcrum.contract.encoder;

/** An encoder of texts and of what has a text; features with one table name share ids and embedding rows. */
public sealed interface TextEncoder extends DiscreteEncoder permits VocabularyEncoder, HashedEncoder {
    /** The embedding table. */
    String table();

    /** Returns the seed of the table's hashes: the hash of its name with Spark's seed. */
    default long seed() {
        return XxHash64.hash(table(), XxHash64.SPARK_SEED);
    }

    @Override
    default boolean reads(SourceType type) {
        return type != SourceType.NUMBER && type != SourceType.TIMESTAMP;
    }
}
