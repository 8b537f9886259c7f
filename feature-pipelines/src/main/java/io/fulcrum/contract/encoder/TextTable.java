package io.fulcrum.contract.encoder;

import java.io.Serializable;
import java.util.Arrays;
import java.util.OptionalInt;

/**
 * Distinct texts as UTF-8 bytes, each with the number of its first arrival: an open-addressing table over one array of
 * bytes, which takes a fifth of the memory of a map of strings.
 */
public final class TextTable implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_CAPACITY = 16;
    private static final int MOST_BYTES = Integer.MAX_VALUE - 64;
    private static final long INDEX = 0xFFFFFFFFL;
    private static final int HASH_BITS = 32;

    private byte[] blob = new byte[0];
    private int[] ends = new int[0]; // [text] end of its bytes in the blob
    private int size;
    private transient long[] slots = new long[0]; // high half: of the hash; low half: number + 1, 0 for a free slot

    /** Returns the number of texts. */
    public int size() {
        return size;
    }

    /** Returns the number of bytes of all texts. */
    public int bytes() {
        return size == 0 ? 0 : ends[size - 1];
    }

    /** Returns the hash by which texts are found. */
    static long hash(Utf8 text) {
        return XxHash64.hash(text.bytes(), text.offset(), text.length(), 0);
    }

    /** Returns the number of a text, which is added if it is new, or -1 if the table can hold no more bytes. */
    public int add(byte[] source, int offset, int length) {
        return add(XxHash64.hash(source, offset, length, 0), source, offset, length);
    }

    /** As {@link #add(byte[], int, int)}, of a text of a batch that was {@link #touch}ed. */
    public int add(TextBatch texts, int at) {
        Utf8 text = texts.text(at);
        return add(texts.hash(at), text.bytes(), text.offset(), text.length());
    }

    private int add(long hash, byte[] source, int offset, int length) {
        requireSlots();
        int slot = slot(hash, source, offset, length);
        if (slots[slot] != 0) {
            return (int) (slots[slot] & INDEX) - 1;
        }
        if (length > MOST_BYTES - bytes()) {
            return -1;
        }
        append(source, offset, length);
        slots[slot] = hash & ~INDEX | size;
        if (size > slots.length / 4 * 3) {
            grow();
        }
        return size - 1;
    }

    /** Returns the number of a text, or -1 if it is not there. */
    public int find(byte[] source, int offset, int length) {
        return find(XxHash64.hash(source, offset, length, 0), source, offset, length);
    }

    /** As {@link #find(byte[], int, int)}, of a text of a batch that was {@link #touch}ed. */
    public int find(TextBatch texts, int at) {
        Utf8 text = texts.text(at);
        return find(texts.hash(at), text.bytes(), text.offset(), text.length());
    }

    private int find(long hash, byte[] source, int offset, int length) {
        requireSlots();
        int slot = slot(hash, source, offset, length);
        return (int) (slots[slot] & INDEX) - 1;
    }

    /**
     * Brings what the texts of a batch will be compared with into the processor's caches. Each loop reads places that
     * do not depend on one another, so that the processor waits for many at once.
     */
    public void touch(TextBatch texts) {
        requireSlots();
        long[] entries = new long[texts.count()];
        int mask = slots.length - 1;
        for (int i = 0; i < entries.length; i++) {
            entries[i] = slots[first(texts.hash(i), mask)];
        }
        int[] starts = new int[entries.length];
        for (int i = 0; i < entries.length; i++) {
            int text = (int) (entries[i] & INDEX) - 1;
            starts[i] = text < 0 ? 0 : start(text);
        }
        long sum = 0;
        for (int start : starts) {
            sum += start < blob.length ? blob[start] : 0;
        }
        if (sum > (long) Byte.MAX_VALUE * starts.length) {
            throw new IllegalStateException("Never: the sum is used so that the compiler does not leave it out.");
        }
    }

    /** Returns the number of a text, if it is there. */
    public OptionalInt find(String text) {
        Utf8 bytes = new Utf8();
        bytes.set(text);
        int found = find(bytes.bytes(), bytes.offset(), bytes.length());
        return found < 0 ? OptionalInt.empty() : OptionalInt.of(found);
    }

    /** Makes {@code into} a view of a text. */
    public void read(int text, Utf8 into) {
        into.view(blob, start(text), ends[text] - start(text));
    }

    public String text(int text) {
        Utf8 view = new Utf8();
        read(text, view);
        return view.toString();
    }

    /** Compares two texts by their bytes, which is the order of their code points. */
    public int compare(int text, int other) {
        return Arrays.compareUnsigned(blob, start(text), ends[text], blob, start(other), ends[other]);
    }

    private int start(int text) {
        return text == 0 ? 0 : ends[text - 1];
    }

    private void append(byte[] source, int offset, int length) {
        int from = bytes();
        if (from + length > blob.length) {
            blob = Arrays.copyOf(blob, (int) Math.min(MOST_BYTES, Math.max(64L, 2L * (from + length))));
        }
        if (size == ends.length) {
            ends = Arrays.copyOf(ends, Math.max(FIRST_CAPACITY, 2 * size));
        }
        System.arraycopy(source, offset, blob, from, length);
        ends[size++] = from + length;
    }

    private int slot(long hash, byte[] source, int offset, int length) {
        int mask = slots.length - 1;
        int slot = first(hash, mask);
        while (slots[slot] != 0 && !holds(slots[slot], hash, source, offset, length)) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private boolean holds(long entry, long hash, byte[] source, int offset, int length) {
        if (((entry ^ hash) & ~INDEX) != 0) {
            return false;
        }
        int text = (int) (entry & INDEX) - 1;
        return Arrays.equals(blob, start(text), ends[text], source, offset, offset + length);
    }

    /** Makes the table ready to be read by several threads. */
    public synchronized void index() {
        requireSlots();
    }

    /** Slots do not travel with a serialised table, because they are larger than the texts. */
    private void requireSlots() {
        if (slots == null || slots.length == 0) {
            int capacity = FIRST_CAPACITY;
            while (capacity / 4 * 3 < size) {
                capacity *= 2;
            }
            fill(capacity);
        }
    }

    private void fill(int capacity) {
        slots = new long[capacity];
        for (int text = 0; text < size; text++) {
            long hash = XxHash64.hash(blob, start(text), ends[text] - start(text), 0);
            put(slots, hash & ~INDEX | text + 1);
        }
    }

    /** Doubles the slots; the half of the hash that they hold is the one that says where they belong. */
    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long entry : slots) {
            if (entry != 0) {
                put(larger, entry);
            }
        }
        slots = larger;
    }

    private static void put(long[] slots, long entry) {
        int mask = slots.length - 1;
        int slot = first(entry, mask);
        while (slots[slot] != 0) {
            slot = slot + 1 & mask;
        }
        slots[slot] = entry;
    }

    private static int first(long hash, int mask) {
        return (int) (hash >>> HASH_BITS) & mask;
    }
}
