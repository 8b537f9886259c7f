package io.fulcrum.features.read;

import io.fulcrum.features.read.FileColumn.Pages;
import io.fulcrum.features.read.FileShape.ShapeView;
import io.fulcrum.job.DaemonThreads;
import io.fulcrum.job.JobFailure;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.Util;

/** The Parquet footers of the input's files, each read once, several at a time. */
final class Footers {
    private static final int THREADS = 16;
    private static final int SHOWN = 5;
    private static final int TAIL = 8; // the footer's length and the magic
    private static final String MAGIC = "PAR1";

    private final Configuration configuration;
    private final ColumnConversion conversion;
    private final Map<FileShape, FileShape> shapes = new ConcurrentHashMap<>();

    private Footers(Configuration configuration, ColumnConversion conversion) {
        this.configuration = configuration;
        this.conversion = conversion;
    }

    /**
     * Returns the shape of each file, in the order of the files.
     *
     * @throws JobFailure that names files that are not readable Parquet
     */
    static List<FileShape> read(List<SourceFile> files, Configuration configuration, ColumnConversion conversion) {
        Footers footers = new Footers(configuration, conversion);
        ExecutorService pool =
                Executors.newFixedThreadPool(Math.min(THREADS, files.size()), DaemonThreads.named("parquet-footers"));
        try {
            List<Future<FileShape>> pending = files.stream()
                    .map(file -> pool.submit(() -> footers.shape(file)))
                    .toList();
            return results(pending);
        } finally {
            pool.shutdownNow();
        }
    }

    private static List<FileShape> results(List<Future<FileShape>> pending) {
        List<FileShape> shapes = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Future<FileShape> result : pending) {
            try {
                shapes.add(result.get());
            } catch (ExecutionException e) {
                problems.add(message(e.getCause()));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("Interrupted while reading Parquet footers", e);
            }
        }
        if (!problems.isEmpty()) {
            int more = problems.size() - SHOWN;
            String shown = String.join("\n", problems.subList(0, Math.min(SHOWN, problems.size())));
            throw JobFailure.dataCheck(more > 0 ? shown + "\nAnd " + more + " more files like these." : shown);
        }
        return shapes;
    }

    private static String message(Throwable cause) {
        if (cause instanceof JobFailure) {
            return cause.getMessage();
        }
        throw cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
    }

    private FileShape shape(SourceFile file) {
        try {
            FileMetaData footer = footer(file);
            FileShape shape = shape(footer);
            FileShape shared = shapes.putIfAbsent(shape, shape);
            return shared == null ? shape : shared;
        } catch (FileNotFoundException e) {
            throw refused(
                    file, "is no longer there. It was removed while it was read. Prepare again from data at rest");
        } catch (IOException e) {
            throw refused(file, "cannot be opened: " + firstLine(e) + ". Check its permissions and its storage");
        }
    }

    private FileMetaData footer(SourceFile file) throws IOException {
        long length = file.status().getLen();
        if (length == 0) {
            throw refused(
                    file, "has 0 bytes, but a Parquet file without rows has a footer. Write it again, or remove it");
        }
        if (length < MAGIC.length() + TAIL) {
            throw refused(file, "has " + length + " bytes and is not a Parquet file. Write it again, or remove it");
        }
        try (FSDataInputStream in = file.status()
                .getPath()
                .getFileSystem(configuration)
                .open(file.status().getPath())) {
            byte[] tail = bytes(in, length - TAIL, TAIL);
            requireMagic(file, in, magic(tail, TAIL - MAGIC.length()));
            long size = Integer.toUnsignedLong(
                    ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN).getInt());
            if (size == 0 || size > length - MAGIC.length() - TAIL) {
                throw damaged(file, size == 0 ? "its footer has 0 bytes" : "its footer is longer than the file");
            }
            return parsed(file, bytes(in, length - TAIL - size, (int) size));
        } catch (EOFException e) {
            throw refused(file, "became shorter while it was read. Prepare again from data at rest");
        }
    }

    private static void requireMagic(SourceFile file, FSDataInputStream in, String last) throws IOException {
        if (last.equals("PARE")) {
            throw refused(file, "is encrypted, which this program cannot read. Write it without encryption");
        }
        if (last.equals(MAGIC)) {
            return;
        }
        if (magic(bytes(in, 0, MAGIC.length()), 0).equals(MAGIC)) {
            throw refused(
                    file,
                    "is a truncated Parquet file: it begins with PAR1 but has no footer. Write it again, or wait until"
                            + " it is complete");
        }
        throw refused(
                file,
                "is not a Parquet file: it neither begins nor ends with PAR1. Remove it from the folder, or name"
                        + " a pattern such as *.parquet as the input");
    }

    private static FileMetaData parsed(SourceFile file, byte[] footer) {
        try {
            return Util.readFileMetaData(new ByteArrayInputStream(footer));
        } catch (IOException | RuntimeException e) {
            throw damaged(file, "its footer cannot be parsed");
        }
    }

    private FileShape shape(FileMetaData footer) {
        Map<String, Pages> pages = pages(footer);
        Set<String> encrypted = encrypted(footer);
        Map<String, FileColumn> columns = new LinkedHashMap<>();
        boolean rewritten = false;
        for (List<SchemaElement> elements : ColumnConversion.columns(footer.getSchema())) {
            String name = elements.get(0).getName();
            FileColumn column = conversion.column(elements, pages.getOrDefault(name, new Pages()));
            if (columns.containsKey(name)) {
                column = FileColumn.unreadable(Unreadable.TWICE, column.pages());
            } else if (encrypted.contains(name)) {
                column = FileColumn.unreadable(Unreadable.ENCRYPTED, column.pages());
            }
            columns.put(name, column);
            rewritten |= elements.stream().anyMatch(Unreadable::isUnknown);
        }
        return new FileShape(footer.getNum_rows() == 0, columns, rewritten ? ShapeView.REWRITTEN : ShapeView.AS_STORED);
    }

    private static Map<String, Pages> pages(FileMetaData footer) {
        Map<String, Pages> pages = new HashMap<>();
        for (RowGroup group : footer.getRow_groups()) {
            for (ColumnChunk chunk : group.getColumns()) {
                if (chunk.isSetMeta_data()) {
                    Pages column = pages.computeIfAbsent(
                            chunk.getMeta_data().getPath_in_schema().get(0), name -> new Pages());
                    column.codecs().add(chunk.getMeta_data().getCodec());
                    column.encodings().addAll(chunk.getMeta_data().getEncodings());
                    column.types().add(chunk.getMeta_data().getType());
                }
            }
        }
        return pages;
    }

    /** Returns the columns with an encrypted leaf, in a file whose footer is not encrypted. */
    private static Set<String> encrypted(FileMetaData footer) {
        Set<String> names = new HashSet<>();
        for (RowGroup group : footer.getRow_groups()) {
            for (ColumnChunk chunk : group.getColumns()) {
                if (chunk.isSetCrypto_metadata()) {
                    names.addAll(path(chunk).subList(0, 1));
                }
            }
        }
        return names;
    }

    private static List<String> path(ColumnChunk encrypted) {
        return encrypted.isSetMeta_data()
                ? encrypted.getMeta_data().getPath_in_schema()
                : encrypted.getCrypto_metadata().getENCRYPTION_WITH_COLUMN_KEY().getPath_in_schema();
    }

    private static byte[] bytes(FSDataInputStream in, long position, int count) throws IOException {
        byte[] bytes = new byte[count];
        in.readFully(position, bytes);
        return bytes;
    }

    private static String magic(byte[] bytes, int from) {
        return new String(bytes, from, MAGIC.length(), StandardCharsets.ISO_8859_1);
    }

    private static JobFailure damaged(SourceFile file, String reason) {
        return refused(file, "is damaged: " + reason + ". Write it again, or leave it out of the input");
    }

    private static JobFailure refused(SourceFile file, String problem) {
        return JobFailure.dataCheck("Source file " + file.name() + " " + problem + ".");
    }

    private static String firstLine(Exception e) {
        return String.valueOf(e.getMessage()).strip().lines().findFirst().orElse("no reason given");
    }
}
