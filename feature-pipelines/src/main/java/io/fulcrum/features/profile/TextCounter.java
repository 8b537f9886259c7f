package io.fulcrum.features.profile;

import io.fulcrum.contract.encoder.CodeMemo;
import io.fulcrum.contract.encoder.FeatureText;
import io.fulcrum.contract.encoder.SourceColumns;
import io.fulcrum.contract.encoder.TextBatch;
import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.contract.encoder.XxHash64;

/** Adds texts to a state of the profile; for one thread. */
interface TextCounter {
    /** Adds a text. */
    void add(Utf8 text, FieldProfile into);

    /** Prepares to {@link #add(TextBatch, int, FieldProfile)} texts. */
    void touch(TextBatch texts, FieldProfile into);

    /** Adds a text of a batch. */
    void add(TextBatch texts, int at, FieldProfile into);

    /** Adds the texts of the rows of the training split, all of which have codes. */
    void addCodes(SourceColumns rows, FeatureText source, int[] split, FieldProfile into);

    /**
     * Counts texts.
     *
     * @param places of a dictionary's texts in the counts, plus 1
     */
    record Texts(CodeMemo places, Utf8 text) implements TextCounter {
        Texts() {
            this(new CodeMemo(), new Utf8());
        }

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
        public void addCodes(SourceColumns rows, FeatureText source, int[] split, FieldProfile into) {
            ValueCounts counts = (ValueCounts) into;
            int[] codes = source.codes(rows);
            int[] known = places.ints(source.dictionary(rows));
            for (int row = 0; row < split.length; row++) {
                int code = codes[row];
                if (code < 0 || split[row] != FieldMeter.TRAIN) {
                    continue;
                }
                if (known[code] == 0) {
                    source.read(rows.row(row), text);
                    known[code] = 1 + counts.place(text);
                }
                counts.addAt(known[code] - 1);
            }
        }
    }

    /** Counts hashes of texts. */
    record Hashes(long seed, CodeMemo hashes, Utf8 text) implements TextCounter {
        Hashes(long seed) {
            this(seed, new CodeMemo(), new Utf8());
        }

        @Override
        public void add(Utf8 value, FieldProfile into) {
            ((HashCounts) into).add(hash(value));
        }

        @Override
        public void touch(TextBatch texts, FieldProfile into) {
            // Hashes are not looked up.
        }

        @Override
        public void add(TextBatch texts, int at, FieldProfile into) {
            add(texts.text(at), into);
        }

        @Override
        public void addCodes(SourceColumns rows, FeatureText source, int[] split, FieldProfile into) {
            HashCounts counts = (HashCounts) into;
            int[] codes = source.codes(rows);
            long[] known = hashes.longs(source.dictionary(rows));
            for (int row = 0; row < split.length; row++) {
                int code = codes[row];
                if (code < 0 || split[row] != FieldMeter.TRAIN) {
                    continue;
                }
                if (known[code] == 0) {
                    source.read(rows.row(row), text);
                    known[code] = hash(text);
                }
                counts.add(known[code]);
            }
        }

        private long hash(Utf8 value) {
            return XxHash64.hash(value.bytes(), value.offset(), value.length(), seed);
        }
    }
}
