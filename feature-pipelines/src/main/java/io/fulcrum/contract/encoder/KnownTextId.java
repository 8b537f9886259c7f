package io.fulcrum.contract.encoder;

/**
 * The id of a text in a vocabulary: that of its place, or for an unknown text that of its hash.
 *
 * @param first id of the first known text
 * @param seed of the hashes of unknown texts
 * @param unknown number of ids of unknown texts
 */
record KnownTextId(TextTable known, int first, long seed, int unknown) implements FieldEncoder.TextId {
    @Override
    public int of(Utf8 text) {
        return id(known.find(text.bytes(), text.offset(), text.length()), text);
    }

    @Override
    public void of(TextBatch texts, int[] into, int firstPlace) {
        known.touch(texts);
        for (int i = 0; i < texts.count(); i++) {
            into[firstPlace + i] = texts.isMissing(i) ? 0 : id(known.find(texts, i), texts.text(i));
        }
    }

    private int id(int place, Utf8 text) {
        return place >= 0 ? first + place : HashedEncoder.id(text, seed, unknown);
    }
}
