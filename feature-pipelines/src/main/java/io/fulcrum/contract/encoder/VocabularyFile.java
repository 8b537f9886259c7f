package io.fulcrum.contract.encoder;

import io.fulcrum.contract.Fingerprint;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestInputStream;
import java.security.DigestOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * A vocabulary as a text file: the line {@value #HEADER}, then one line per value in id order: its count in training, a
 * tab, and its UTF-8 bytes, where a backslash is {@code \\} and a line break is {@code \n}.
 *
 * @param texts in id order
 * @param counts how often each was seen in training; // [text]
 */
public record VocabularyFile(TextTable texts, long[] counts) {
    private static final String HEADER = "fulcrum vocabulary 1";
    private static final int BUFFER = 1 << 16;
    private static final byte[] BACKSLASH = {'\\', '\\'};
    private static final byte[] LINE_BREAK = {'\\', 'n'};

    /** Folder of the vocabularies in a directory of prepared data or of a model. */
    public static final String FOLDER = "vocabularies";

    public VocabularyFile {
        if (counts.length != texts.size()) {
            throw new IllegalArgumentException(
                    "A vocabulary has " + texts.size() + " values and " + counts.length + " counts.");
        }
    }

    /** Returns the path of the file of this digest below the directory; files are named by their content. */
    public static String path(String digest) {
        return FOLDER + "/" + digest.substring(0, Math.min(16, digest.length())) + ".tsv";
    }

    /** Returns the SHA-256 of the file in hex digits. */
    public String digest() {
        try {
            return write(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new IllegalStateException("Nothing is written", e);
        }
    }

    /** Writes the file and returns its SHA-256 in hex digits. */
    public String write(OutputStream stream) throws IOException {
        DigestOutputStream digested = new DigestOutputStream(stream, Fingerprint.sha256());
        OutputStream out = new BufferedOutputStream(digested, BUFFER);
        out.write((HEADER + "\n").getBytes(StandardCharsets.US_ASCII));
        Utf8 text = new Utf8();
        for (int i = 0; i < texts.size(); i++) {
            out.write((counts[i] + "\t").getBytes(StandardCharsets.US_ASCII));
            texts.read(i, text);
            writeEscaped(text, out);
            out.write('\n');
        }
        out.flush();
        return HexFormat.of().formatHex(digested.getMessageDigest().digest());
    }

    /**
     * Reads a file.
     *
     * @param where the file, for messages
     * @param sha256 the digest that it must have
     * @throws IllegalArgumentException if the file is damaged
     */
    public static VocabularyFile read(InputStream stream, String where, String sha256) throws IOException {
        DigestInputStream digested = new DigestInputStream(stream, Fingerprint.sha256());
        VocabularyFile read = new Reader(new BufferedInputStream(digested, BUFFER), where).read();
        String found = HexFormat.of().formatHex(digested.getMessageDigest().digest());
        if (!found.equals(sha256)) {
            throw damaged(where, "its digest is " + found + ", not " + sha256);
        }
        return read;
    }

    private static void writeEscaped(Utf8 text, OutputStream out) throws IOException {
        byte[] bytes = text.bytes();
        int end = text.offset() + text.length();
        for (int at = text.offset(); at < end; at++) {
            if (bytes[at] == '\\') {
                out.write(BACKSLASH);
            } else if (bytes[at] == '\n') {
                out.write(LINE_BREAK);
            } else {
                out.write(bytes[at]);
            }
        }
    }

    private static IllegalArgumentException damaged(String where, String how) {
        return new IllegalArgumentException("Vocabulary file " + where + " is damaged: " + how
                + ". Copy the whole directory again, or prepare the data again.");
    }

    /** A file that is being read, line by line. */
    private static final class Reader {
        private final InputStream in;
        private final String where;
        private final TextTable texts = new TextTable();
        private long[] counts = new long[16];

        Reader(InputStream in, String where) {
            this.in = in;
            this.where = where;
        }

        VocabularyFile read() throws IOException {
            byte[] line = line();
            if (line == null || !new String(line, StandardCharsets.US_ASCII).equals(HEADER)) {
                throw damaged(where, "it does not begin with the line " + HEADER);
            }
            for (line = line(); line != null; line = line()) {
                add(line);
            }
            return new VocabularyFile(texts, Arrays.copyOf(counts, texts.size()));
        }

        private void add(byte[] line) {
            int tab = 0;
            long count = 0;
            while (tab < line.length && tab < 18 && line[tab] >= '0' && line[tab] <= '9') {
                count = 10 * count + line[tab++] - '0';
            }
            if (tab == 0 || tab == line.length || line[tab] != '\t') {
                throw damaged(where, "line " + (texts.size() + 2) + " has no count and value");
            }
            int index = texts.size();
            byte[] value = unescaped(line, tab + 1);
            if (texts.add(value, 0, value.length) != index) {
                throw damaged(where, "the value of line " + (index + 2) + " occurs twice");
            }
            counts = index < counts.length ? counts : Arrays.copyOf(counts, 2 * index);
            counts[index] = count;
        }

        private static byte[] unescaped(byte[] line, int from) {
            byte[] value = new byte[line.length - from];
            int length = 0;
            for (int at = from; at < line.length; at++) {
                boolean escaped = line[at] == '\\' && at + 1 < line.length;
                at += escaped ? 1 : 0;
                value[length++] = escaped && line[at] == 'n' ? (byte) '\n' : line[at];
            }
            return Arrays.copyOf(value, length);
        }

        /** Returns the next line without its break, null at the end. */
        private byte @Nullable [] line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream(32);
            int next = in.read();
            if (next < 0) {
                return null;
            }
            for (; next != '\n'; next = in.read()) {
                if (next < 0) {
                    throw damaged(where, "its last line has no end");
                }
                line.write(next);
            }
            return line.toByteArray();
        }
    }
}
