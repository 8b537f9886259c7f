package io.fulcrum.job;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The failure of a Spark job told as what it means: a Parquet file that is damaged, or none at all.
 *
 * @param file as Spark names it, empty if it does not
 * @param reason what was wrong with its bytes
 */
public record DamagedParquet(String file, String reason) {
    private static final Pattern FILE = Pattern.compile("(?:file:|[a-z0-9]+://)[^\\s,]*[^\\s,.]");
    private static final List<String> SIGNS = List.of(
            "is not a Parquet file",
            "Could not read footer",
            "Encountered error while reading file",
            "CANNOT_READ_FILE_FOOTER",
            "Parquet column cannot be converted");
    private static final String THRIFT = "shaded.parquet.org.apache.thrift";

    /** Returns the damage that stopped some work, if that is what stopped it. */
    public static Optional<DamagedParquet> in(Throwable thrown) {
        return SIGNS.stream().anyMatch(sign -> mentions(thrown, sign))
                ? Optional.of(new DamagedParquet(file(thrown), reason(thrown)))
                : Optional.empty();
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
        String sentence = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
        return sentence.length() > 200 ? sentence.substring(0, 200) + " …" : sentence;
    }
}
