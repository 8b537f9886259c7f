package io.fulcrum.train;

import io.fulcrum.contract.Json;
import io.fulcrum.job.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.Path;

/** The file {@code rounds.jsonl}: one JSON object a line for each round, flushed as it is written. */
public final class RoundLog implements AutoCloseable {
  public static final String FILE = "rounds.jsonl";

  private final String location;
  private final FSDataOutputStream out;

  /** Opens a new log in a directory. */
  public RoundLog(String directory) {
    location = directory + "/" + FILE;
    try {
      out = Storage.fileSystem(location).create(new Path(location), true);
    } catch (IOException e) {
      throw Storage.cannotWrite(location, e);
    }
  }

  void write(RoundRecord round) {
    try {
      out.write((Json.line(round) + "\n").getBytes(StandardCharsets.UTF_8));
      out.hflush();
    } catch (IOException e) {
      throw Storage.cannotWrite(location, e);
    }
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw Storage.cannotWrite(location, e);
    }
  }

  /** Returns name → value; null for a value that is not finite. */
  static Map<String, Double> byTask(Iterable<String> names, double[] values) {
    Map<String, Double> map = new LinkedHashMap<>();
    int task = 0;
    for (String name : names) {
      double value = values[task++];
      map.put(name, Double.isFinite(value) ? (Double) value : null);
    }
    return map;
  }
}
