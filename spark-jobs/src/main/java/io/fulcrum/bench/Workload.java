package io.fulcrum.bench;

import io.fulcrum.contract.Json;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.data.Batch;
import io.fulcrum.data.Seeds;
import io.fulcrum.data.Shard;
import io.fulcrum.model.architecture.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * What every side of a comparison trains on: shapes, rows and the order that they are visited in. Written as JSON and
 * raw little-endian arrays, so that a side in another language reads the same numbers.
 *
 * @param order [position] row of the shard
 */
record Workload(WorkloadShape shape, Shard shard, int[] order) {
    private static final String SHAPE = "workload.json";

    static Workload of(Architecture network, GeneratedRows.Columns columns, Shard shard, int batchSize) {
        return new Workload(
                WorkloadShape.of(network, columns, shard.rows(), batchSize), shard, Seeds.permutation(shard.rows(), 1));
    }

    /**
     * Returns the whole batches as the steps of a round have them, of a shard that lies in its epoch's order; rows that
     * fill none are left out.
     */
    List<Batch> batches() {
        return Batch.inOrder(shard.reordered(order), shape.batchSize()).subList(0, shape.rows() / shape.batchSize());
    }

    void write(Path directory) {
        try {
            Files.writeString(directory.resolve(SHAPE), Json.pretty(shape));
            write(directory.resolve("order.i32"), order);
            write(directory.resolve("ids.i32"), shard.ids());
            write(directory.resolve("numbers.f32"), shard.numbers());
            write(directory.resolve("labels.f32"), shard.labels());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Workload read(Path directory) {
        try {
            WorkloadShape shape = Json.parse(Files.readString(directory.resolve(SHAPE)), WorkloadShape.class, SHAPE);
            int[][] ids = new int[shape.fields().size()][shape.rows()];
            float[][] numbers = new float[shape.numbers()][shape.rows()];
            float[][] labels = new float[shape.tasks()][shape.rows()];
            int[] order = new int[shape.rows()];
            read(directory.resolve("order.i32"), order);
            read(directory.resolve("ids.i32"), ids);
            read(directory.resolve("numbers.f32"), numbers);
            read(directory.resolve("labels.f32"), labels);
            Shard shard = new Shard(
                    ids,
                    new Shard.Lists[0],
                    numbers,
                    labels,
                    Shard.UNWEIGHTED,
                    new long[0],
                    shape.rows(),
                    LabelScale.identities(labels.length));
            return new Workload(shape, shard, order);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, int[]... columns) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int[] column : columns) {
                ByteBuffer bytes = bytes(column.length);
                bytes.asIntBuffer().put(column);
                out.write(bytes);
            }
        }
    }

    private static void write(Path file, float[]... columns) throws IOException {
        try (FileChannel out = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (float[] column : columns) {
                ByteBuffer bytes = bytes(column.length);
                bytes.asFloatBuffer().put(column);
                out.write(bytes);
            }
        }
    }

    private static void read(Path file, int[]... columns) throws IOException {
        try (FileChannel in = FileChannel.open(file)) {
            for (int[] column : columns) {
                filled(in, column.length).asIntBuffer().get(column);
            }
        }
    }

    private static void read(Path file, float[]... columns) throws IOException {
        try (FileChannel in = FileChannel.open(file)) {
            for (float[] column : columns) {
                filled(in, column.length).asFloatBuffer().get(column);
            }
        }
    }

    private static ByteBuffer filled(FileChannel in, int values) throws IOException {
        ByteBuffer bytes = bytes(values);
        while (bytes.hasRemaining() && in.read(bytes) >= 0) {
            continue;
        }
        return bytes.flip();
    }

    private static ByteBuffer bytes(int values) {
        return ByteBuffer.allocate(Float.BYTES * values).order(ByteOrder.LITTLE_ENDIAN);
    }
}
