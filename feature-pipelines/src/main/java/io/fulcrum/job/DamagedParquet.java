package io.fulcrum.job;

import java.io.FileNotFoundException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hadoop.security.AccessControlException;

/**
 * The failure of a Spark job to read a Parquet file.
 *
 * @param file as Spark names it, empty if it does not
 * @param kind what is wrong with it
 * @param reason the innermost error
 */
public record DamagedParquet(String file, Kind kind, String reason) {
    /** What is wrong with a file that cannot be read. */
    public enum Kind {
        DAMAGED("The file is truncated or damaged."),
        GONE("The file was removed while it was read."),
        FORBIDDEN("The permissions of the file do not allow it."),
        SCHEMA("The file has another schema than the others."),
        UNSUPPORTED("The file may be whole, but this Spark cannot read its compression or encoding.");

        private final String words;

        Kind(String words) {
            this.words = words;
        }

        /** Returns a sentence that says it. */
        public String words() {
            return words;
        }
    }

    private static final Pattern FILE = Pattern.compile("(?:file:|[a-z0-9]+://)[^\\s,]*[^\\s,.]");
    private static final List<String> SIGNS = List.of(
            "is not a Parquet file",
            "Could not read footer",
            "Encountered error while reading file",
            "CANNOT_READ_FILE_FOOTER",
            "Parquet column cannot be converted");
    private static final Pattern STRUCTURE =
            Pattern.compile("can not read class org\\.apache\\.parquet\\.format\\.(\\w+)");
    private static final String THRIFT = "shaded.parquet.org.apache.thrift";

    /** Returns the damage that stopped some work, if that is what stopped it. */
    public static Optional<DamagedParquet> in(Throwable thrown) {
        return SIGNS.stream().anyMatch(sign -> mentions(thrown, sign))
                ? Optional.of(new DamagedParquet(file(thrown), kind(thrown), reason(thrown)))
                : Optional.empty();
    }

    private static Kind kind(Throwable thrown) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            String message = String.valueOf(e.getMessage());
            boolean unsupported = e instanceof UnsupportedOperationException
                    || e instanceof ClassNotFoundException
                    || message.contains("Unsupported encoding")
                    || message.contains("codec is not available")
                    || message.contains("CompressionCodec");
            if (unsupported) {
                return Kind.UNSUPPORTED;
            }
            if (message.contains("Parquet column cannot be converted")) {
                return Kind.SCHEMA;
            }
            if (e instanceof FileNotFoundException) {
                return Kind.GONE;
            }
            if (e instanceof AccessControlException || message.contains("Permission denied")) {
                return Kind.FORBIDDEN;
            }
        }
        return Kind.DAMAGED;
    }

    /** Whether a failure or one of its causes has the text in its message. */
    public static boolean mentions(Throwable thrown, String text) {
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            if (String.valueOf(e.getMessage()).contains(text)) {
                return true;
            }
        }
        return false;
    }

    /** The innermost name is the one: a job that writes names its output further out. */
    private static String file(Throwable thrown) {
        String innermost = "";
        for (Throwable e = thrown; e != null; e = e.getCause()) {
            Matcher file = FILE.matcher(String.valueOf(e.getMessage()));
            innermost = file.find() ? file.group() : innermost;
        }
        return innermost;
    }

    /** The innermost cause knows what was wrong with the bytes, unless it is of the library below Parquet's footer. */
    private static String reason(Throwable thrown) {
        Throwable deepest = thrown;
        while (deepest.getCause() != null
                && !deepest.getCause().getClass().getName().startsWith(THRIFT)) {
            deepest = deepest.getCause();
        }
        String message =
                String.valueOf(deepest.getMessage()).strip().lines().findFirst().orElse("");
        Matcher structure = STRUCTURE.matcher(message);
        if (structure.lookingAt()) {
            String words =
                    structure.group(1).replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
            return "a " + words + " cannot be parsed";
        }
        String sentence = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
        return sentence.length() > 200 ? sentence.substring(0, 200) + " …" : sentence;
    }
}
