package io.fulcrum.bench;

import io.fulcrum.job.LocalDisk;
import io.fulcrum.job.ProgramVersion;
import io.fulcrum.model.serving.RequestRows;
import io.fulcrum.model.serving.ServedModel;
import io.fulcrum.model.serving.ServingRoom;
import io.fulcrum.model.store.ModelReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Our side of serving: encoded rows in, predictions out, on one thread, as the scorer without Spark computes them. */
final class ServeWorker implements Worker {
    /** Predictions of the first request as doubles, [row][task], with which the other sides compare theirs. */
    private static final String EXPECTED = "expected-%s.f64";

    private final List<RequestRows> requests;
    private final ServingRoom room;
    private final double[][] predictions;
    private int asked;

    ServeWorker(ServedModel model, List<RequestRows> requests) {
        this.requests = requests;
        room = new ServingRoom(model);
        predictions = new double[requests.get(0).size()][room.tasks()];
    }

    @Override
    public void step() {
        room.score(requests.get(asked), predictions);
        asked = asked + 1 == requests.size() ? 0 : asked + 1;
    }

    /** Writes what the first request is answered. */
    private void writeExpected(Path file) throws IOException {
        step();
        asked = 0;
        ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * predictions.length * room.tasks())
                .order(ByteOrder.LITTLE_ENDIAN);
        for (double[] row : predictions) {
            bytes.asDoubleBuffer().put(row);
            bytes.position(bytes.position() + Double.BYTES * row.length);
        }
        Files.write(file, bytes.array());
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[0]);
        ServeRequests kind = ServeRequests.valueOf(arguments[1].toUpperCase(Locale.ROOT));
        ServedModel model = new ServedModel(new ModelReader(new LocalDisk())
                .read(directory.resolve("model").toString())
                .model());
        ServeWorker worker = new ServeWorker(model, kind.of(Workload.read(directory), model.spec()));
        worker.writeExpected(directory.resolve(String.format(Locale.ROOT, EXPECTED, kind)));
        Worker.serveTimed("Fulcrum " + ProgramVersion.VERSION + " (1 thread)", worker);
    }
}
