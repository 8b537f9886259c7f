package io.fulcrum.features.read;

import io.fulcrum.job.JobFailure;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The failure of a Spark job told as what it means: a source file that is damaged, or no Parquet at all. */
public final class DamagedInput {
  private static final Pattern FILE = Pattern.compile("(?:file:|[a-z0-9]+://)[^\\s,]*[^\\s,.]");
  private static final List<String> SIGNS = List.of("is not a Parquet file", "Could not read footer",
      "Encountered error while reading file", "CANNOT_READ_FILE_FOOTER", "Parquet column cannot be converted");
  private static final String THRIFT = "shaded.parquet.org.apache.thrift";
  private static final String NO_SCHEMA = "UNABLE_TO_INFER_SCHEMA";

  private DamagedInput() {}

  /** Returns what {@code work} returns; throws a data check failure in words if the input stops it. */
  public static <T> T explained(String input, Supplier<T> work) {
    try {
      return work.get();
    } catch (JobFailure e) {
      throw e;
    } catch (Exception e) {
      if (mentions(e, NO_SCHEMA).isPresent()) {
        throw JobFailure.dataCheck("data.input = " + input + " holds no Parquet file, but must hold one at least."
            + " Correct data.input, or wait until the files are written.");
      }
      Optional<Throwable> sign = SIGNS.stream().flatMap(text -> mentions(e, text).stream()).findFirst();
      if (sign.isEmpty()) {
        throw e;
      }
      throw JobFailure.dataCheck("Source file " + file(e, input) + " cannot be read: " + reason(e)
          + ". It is truncated, damaged or of another schema. Write it again, or leave it out of data.input.");
    }
  }

  private static Optional<Throwable> mentions(Throwable thrown, String text) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      if (String.valueOf(e.getMessage()).contains(text)) {
        return Optional.of(e);
      }
    }
    return Optional.empty();
  }

  private static String file(Throwable thrown, String input) {
    for (Throwable e = thrown; e != null; e = e.getCause()) {
      Matcher file = FILE.matcher(String.valueOf(e.getMessage()));
      if (file.find()) {
        return file.group();
      }
    }
    return input;
  }

  /** The innermost cause knows what was wrong with the bytes, unless it is of the library below Parquet's footer. */
  private static String reason(Throwable thrown) {
    Throwable deepest = thrown;
    while (deepest.getCause() != null && !deepest.getCause().getClass().getName().startsWith(THRIFT)) {
      deepest = deepest.getCause();
    }
    String message = String.valueOf(deepest.getMessage()).strip().lines().findFirst().orElse("");
    String sentence = message.endsWith(".") ? message.substring(0, message.length() - 1) : message;
    return sentence.length() > 200 ? sentence.substring(0, 200) + " …" : sentence;
  }
}
