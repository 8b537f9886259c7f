package io.fulcrum.features.profile;

import io.fulcrum.contract.encoder.TextBatch;
import io.fulcrum.contract.encoder.TextTable;
import io.fulcrum.contract.encoder.Utf8;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.job.JobFailure;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** How often each text of a feature occurs; beyond its limit of distinct texts it drops them and is overflowed. */
public final class ValueCounts implements FieldProfile {
    static final int NO_PLACE = 0;
    private static final long serialVersionUID = 1L;

    private final int limit;
    private TextTable texts = new TextTable();
    private long[] counts = new long[0]; // [text], longer than the table
    private long count;
    private boolean overflowed;

    /** Makes an empty state that keeps at most {@code limit} distinct values. */
    public ValueCounts(int limit) {
        this.limit = limit;
    }

    /** Adds one value. */
    public void add(Utf8 text) {
        add(text, 1);
    }

    /** Returns the place of a text for {@link #addAt}, or {@link #NO_PLACE} once this is overflowed. */
    int place(Utf8 text) {
        if (overflowed) {
            return NO_PLACE;
        }
        return kept(texts.add(text.bytes(), text.offset(), text.length()));
    }

    private int kept(int index) {
        if (index < 0 || texts.size() > limit) {
            forget();
            return NO_PLACE;
        }
        if (index >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(16, 2 * index));
        }
        return index;
    }

    /** Prepares to add the texts of a batch. */
    void touch(TextBatch batch) {
        texts.touch(batch);
    }

    /** Adds one value, the text of a batch. */
    void add(TextBatch batch, int at) {
        addAt(overflowed ? NO_PLACE : kept(texts.add(batch, at)), 1);
    }

    /** Adds one value whose text has this place. */
    void addAt(int place) {
        addAt(place, 1);
    }

    private void add(Utf8 text, long times) {
        addAt(place(text), times);
    }

    private void addAt(int place, long times) {
        count += times;
        if (!overflowed) {
            counts[place] += times;
        }
    }

    @Override
    public ValueCounts fresh() {
        return new ValueCounts(limit);
    }

    @Override
    public ValueCounts merge(FieldProfile other) {
        ValueCounts values = (ValueCounts) other;
        if (values.overflowed) {
            forget();
            count += values.count;
            return this;
        }
        Utf8 text = new Utf8();
        for (int i = 0; i < values.texts.size(); i++) {
            values.texts.read(i, text);
            add(text, values.counts[i]);
        }
        return this;
    }

    @Override
    public long count() {
        return count;
    }

    /** Returns the number of distinct values. */
    public int distinct() {
        requireValues();
        return texts.size();
    }

    /** Whether there were more distinct values than the limit. */
    public boolean overflowed() {
        return overflowed;
    }

    public int limit() {
        return limit;
    }

    /**
     * Returns the values that were seen at least {@code minCount} times, by falling count, those of equal count in the
     * order of their code points.
     */
    public VocabularyFile vocabulary(long minCount) {
        return extended(new VocabularyFile(new TextTable(), new long[0]), minCount);
    }

    /**
     * Returns an earlier vocabulary, as it was, followed by the values that it does not have and that were seen at
     * least {@code minCount} times, in the order of {@link #vocabulary}.
     */
    public VocabularyFile extended(VocabularyFile earlier, long minCount) {
        requireValues();
        Utf8 text = new Utf8();
        int[] order = IntStream.range(0, texts.size())
                .filter(i -> counts[i] >= minCount && indexIn(earlier.texts(), i, text) < 0)
                .boxed()
                .sorted(Comparator.<Integer>comparingLong(i -> -counts[i]).thenComparing(texts::compare))
                .mapToInt(Integer::intValue)
                .toArray();
        TextTable kept = new TextTable();
        int known = earlier.texts().size();
        long[] keptCounts = Arrays.copyOf(earlier.counts(), known + order.length);
        for (int i = 0; i < known; i++) {
            earlier.texts().read(i, text);
            append(kept, text);
        }
        for (int i = 0; i < order.length; i++) {
            texts.read(order[i], text);
            append(kept, text);
            keptCounts[known + i] = counts[order[i]];
        }
        return new VocabularyFile(kept, keptCounts);
    }

    /**
     * Values that a vocabulary has.
     *
     * @param distinct number of distinct values
     * @param values how often they were seen
     */
    public record Found(int distinct, long values) {}

    /** Returns which of the values a vocabulary has. */
    public Found found(TextTable vocabulary) {
        requireValues();
        Utf8 text = new Utf8();
        int distinct = 0;
        long values = 0;
        for (int i = 0; i < texts.size(); i++) {
            if (indexIn(vocabulary, i, text) >= 0) {
                distinct++;
                values += counts[i];
            }
        }
        return new Found(distinct, values);
    }

    private int indexIn(TextTable vocabulary, int value, Utf8 text) {
        if (vocabulary.size() == 0) {
            return -1;
        }
        texts.read(value, text);
        return vocabulary.find(text.bytes(), text.offset(), text.length());
    }

    private static void append(TextTable to, Utf8 text) {
        if (to.add(text.bytes(), text.offset(), text.length()) < 0) {
            throw JobFailure.dataCheck("A vocabulary with its new values has more than 2 GiB of text."
                    + " Set encoding = hashed and prepare without --extend.");
        }
    }

    private void requireValues() {
        if (overflowed) {
            throw new IllegalStateException("More than " + limit + " distinct values were added, so none is kept."
                    + " Ask overflowed() first.");
        }
    }

    private void forget() {
        overflowed = true;
        texts = new TextTable();
        counts = new long[0];
    }
}
