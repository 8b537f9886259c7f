package io.fulcrum.contract.encoder;

/**
 * The text of a discrete feature in a record: that of its column, or for a cross those of its columns, joined by a unit
 * separator (U+001F). A separator inside a text is written as U+001E S, and U+001E as U+001E E, so that different
 * records have different texts. A cross with a missing part is missing.
 */
public final class FeatureText {
    private static final byte SEPARATOR = 0x1F;
    private static final byte ESCAPE = 0x1E;
    private static final byte[] JOIN = {SEPARATOR};
    private static final byte[] ESCAPED_SEPARATOR = {ESCAPE, 'S'};
    private static final byte[] ESCAPED_ESCAPE = {ESCAPE, 'E'};

    private final int[] sources;
    private final Utf8 part = new Utf8();

    /** The text of these source columns; for one thread. */
    public FeatureText(int... sources) {
        this.sources = sources.clone();
    }

    /** Reads the text of a record and returns true, or returns false where it is missing. */
    public boolean read(SourceRow row, Utf8 into) {
        if (sources.length == 1) {
            if (row.isNull(sources[0])) {
                return false;
            }
            row.text(sources[0], into);
            return true;
        }
        into.clear();
        for (int i = 0; i < sources.length; i++) {
            if (row.isNull(sources[i])) {
                return false;
            }
            if (i > 0) {
                into.append(JOIN, 0, 1);
            }
            row.text(sources[i], part);
            appendEscaped(part, into);
        }
        return true;
    }

    /** Reads the text of one of the records that have {@link #codes} and a value. */
    public void read(SourceColumns rows, int row, Utf8 into) {
        rows.text(sources[0], row, into);
    }

    /** Whether the texts of all records have codes in one dictionary, as crosses have none. */
    public boolean hasCodes(SourceColumns rows) {
        return sources.length == 1 && rows.hasCodes(sources[0]);
    }

    /** Returns the codes of the texts, if they {@link #hasCodes}; // [row] -1 where it is missing. */
    public int[] codes(SourceColumns rows) {
        return rows.codes(sources[0]);
    }

    /** Returns the dictionary of the codes. */
    public ValueCodes dictionary(SourceColumns rows) {
        return rows.dictionary(sources[0]);
    }

    /** Whether the text is missing. */
    public boolean isMissing(SourceRow row) {
        for (int source : sources) {
            if (row.isNull(source)) {
                return true;
            }
        }
        return false;
    }

    private static void appendEscaped(Utf8 text, Utf8 into) {
        byte[] bytes = text.bytes();
        int from = text.offset();
        int end = text.offset() + text.length();
        for (int at = from; at < end; at++) {
            if (bytes[at] == SEPARATOR || bytes[at] == ESCAPE) {
                into.append(bytes, from, at - from);
                into.append(bytes[at] == SEPARATOR ? ESCAPED_SEPARATOR : ESCAPED_ESCAPE, 0, 2);
                from = at + 1;
            }
        }
        into.append(bytes, from, end - from);
    }
}
