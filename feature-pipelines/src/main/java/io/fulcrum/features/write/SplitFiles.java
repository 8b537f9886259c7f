package io.fulcrum.features.write;

import io.fulcrum.contract.Split;
import io.fulcrum.features.encode.EncodedBatch;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import org.apache.spark.TaskContext;

/** The files of one task: one for each split that it has rows of. For one thread. */
final class SplitFiles implements Closeable {
    private final WriteTask task;
    private final String name;
    private final String directory;
    private final PreparedFile[] files = new PreparedFile[Split.values().length]; // [split] null without a row yet
    private final long[] digests = new long[files.length]; // [split] sum of the hashes of its rows
    private int[] chosen = new int[0];

    private SplitFiles(WriteTask task, TaskContext context) {
        this.task = task;
        name = String.format(Locale.ROOT, "part-%05d.zstd.parquet", context.partitionId());
        directory = task.staging() + "/task-" + context.taskAttemptId();
    }

    /** Writes all batches and returns the files. */
    static List<WrittenFile> write(WriteTask task, Iterator<EncodedBatch> batches) throws IOException {
        try (SplitFiles files = new SplitFiles(task, TaskContext.get())) {
            while (batches.hasNext()) {
                files.write(batches.next());
            }
            return files.finish();
        }
    }

    private void write(EncodedBatch batch) throws IOException {
        chosen = chosen.length < batch.rows() ? new int[batch.rows()] : chosen;
        for (int split = 0; split < files.length; split++) {
            int count = task.choose(batch, split, chosen);
            if (count > 0) {
                file(split).write(batch, chosen, count);
                digests[split] += digest(batch.hashes(), count);
            }
        }
    }

    private long digest(long[] hashes, int count) {
        long sum = 0;
        for (int i = 0; i < count; i++) {
            sum += hashes[chosen[i]];
        }
        return sum;
    }

    private PreparedFile file(int split) throws IOException {
        if (files[split] == null) {
            files[split] = new PreparedFile(path(split), task.form(), task.fields());
        }
        return files[split];
    }

    private String path(int split) {
        return directory + "/" + Split.values()[split].folder() + "/" + name;
    }

    private List<WrittenFile> finish() throws IOException {
        List<WrittenFile> written = new ArrayList<>();
        for (int split = 0; split < files.length; split++) {
            if (files[split] != null) {
                long rows = files[split].finish();
                written.add(new WrittenFile(split, path(split), name, rows, digests[split]));
            }
        }
        return written;
    }

    @Override
    public void close() throws IOException {
        for (PreparedFile file : files) {
            if (file != null) {
                file.close();
            }
        }
    }
}
