package io.fulcrum.train;

import io.fulcrum.contract.Json;
import io.fulcrum.job.Location;
import io.fulcrum.job.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FSError;

/** The file {@code rounds.jsonl}: one JSON object a line for each round, flushed as it is written. */
public final class RoundLog implements AutoCloseable {
    public static final String FILE = "rounds.jsonl";

    private final String location;
    private final FSDataOutputStream out;
    private final Checkpoints checkpoints;

    /** Opens a log in a directory, going on from the lines of the checkpoint if there is one. */
    public RoundLog(String directory, Checkpoints checkpoints) {
        location = directory + "/" + FILE;
        this.checkpoints = checkpoints;
        try {
            out = Storage.fileSystem(location).create(Location.of(location), true);
            out.write(checkpoints.log().getBytes(StandardCharsets.UTF_8));
            out.hflush();
        } catch (IOException e) {
            throw Storage.cannotWrite(location, e);
        }
    }

    void write(RoundRecord round) {
        try {
            String line = Json.line(round) + "\n";
            out.write(line.getBytes(StandardCharsets.UTF_8));
            out.hflush();
            checkpoints.logged(line);
        } catch (IOException e) {
            throw Storage.cannotWrite(location, e);
        } catch (FSError e) {
            throw Storage.cannotWrite(location, Storage.asIoException(e));
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
