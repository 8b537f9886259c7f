package io.fulcrum.features.profile;

import io.fulcrum.contract.encoder.CodeMemo;
import io.fulcrum.contract.encoder.TextBatch;
import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.contract.encoder.ValueCodes;
import io.fulcrum.contract.encoder.XxHash64;

/** Adds texts to a state of the profile; for one thread. */
interface TextCounter {
    /** Adds a text. */
    void add(Utf8 text, FieldProfile into);

    /** Prepares to {@link #add(TextBatch, int, FieldProfile)} texts. */
    void touch(TextBatch texts, FieldProfile into);

    /** Adds a text of a batch. */
    void add(TextBatch texts, int at, FieldProfile into);

    /** Takes the following codes from this dictionary. */
    void open(ValueCodes dictionary);

    /** Whether the text of a code was learned. */
    boolean knows(int code);

    /** Learns the text of a code. */
    void learn(int code, Utf8 text, FieldProfile into);

    /** Adds the text of a code that was learned. */
    void add(int code, FieldProfile into);

    /** Counts texts. */
    final class Texts implements TextCounter {
        private final CodeMemo memo = new CodeMemo();
        private int[] places = new int[0]; // [code] place of its text in the counts, plus 1

        @Override
        public void add(Utf8 value, FieldProfile into) {
            ((ValueCounts) into).add(value);
        }

        @Override
        public void touch(TextBatch texts, FieldProfile into) {
            ((ValueCounts) into).touch(texts);
        }

        @Override
        public void add(TextBatch texts, int at, FieldProfile into) {
            ((ValueCounts) into).add(texts, at);
        }

        @Override
        public void open(ValueCodes dictionary) {
            places = memo.ints(dictionary);
        }

        @Override
        public boolean knows(int code) {
            return places[code] != 0;
        }

        @Override
        public void learn(int code, Utf8 text, FieldProfile into) {
            places[code] = 1 + ((ValueCounts) into).place(text);
        }

        @Override
        public void add(int code, FieldProfile into) {
            ((ValueCounts) into).addAt(places[code] - 1);
        }
    }

    /** Counts hashes of texts, which are looked up nowhere. */
    final class Hashes implements TextCounter {
        private final long seed;
        private final CodeMemo memo = new CodeMemo();
        private long[] hashes = new long[0]; // [code]

        Hashes(long seed) {
            this.seed = seed;
        }

        @Override
        public void add(Utf8 value, FieldProfile into) {
            ((HashCounts) into).add(hash(value));
        }

        @Override
        public void touch(TextBatch texts, FieldProfile into) {}

        @Override
        public void add(TextBatch texts, int at, FieldProfile into) {
            add(texts.text(at), into);
        }

        @Override
        public void open(ValueCodes dictionary) {
            hashes = memo.longs(dictionary);
        }

        @Override
        public boolean knows(int code) {
            return hashes[code] != 0;
        }

        @Override
        public void learn(int code, Utf8 text, FieldProfile into) {
            hashes[code] = hash(text);
        }

        @Override
        public void add(int code, FieldProfile into) {
            ((HashCounts) into).add(hashes[code]);
        }

        private long hash(Utf8 value) {
            return XxHash64.hash(value.bytes(), value.offset(), value.length(), seed);
        }
    }
}
