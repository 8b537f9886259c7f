package io.fulcrum.features.read;

import java.io.IOException;
import java.net.URI;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/**
 * Parquet files of another file system seen through {@link FooterView}, for reading alone. The authority of a path is
 * the scheme of that file system, an underscore and its authority.
 */
public final class FooterViewFileSystem extends FileSystem {
    static final String SCHEME = "fulcrumview";

    private static final String READ_ONLY = "Files of " + SCHEME + " are read only";

    private URI uri;

    /** Returns the path of the view of a file. */
    static Path view(Path file) {
        URI inner = file.toUri();
        String authority = inner.getAuthority() == null ? "" : inner.getAuthority();
        return new Path(SCHEME, inner.getScheme() + "_" + authority, inner.getPath());
    }

    private static Path inner(Path view) {
        String authority = view.toUri().getAuthority();
        int end = authority.indexOf('_');
        String inner = authority.substring(end + 1);
        return new Path(
                authority.substring(0, end),
                inner.isEmpty() ? null : inner,
                view.toUri().getPath());
    }

    @Override
    public void initialize(URI name, org.apache.hadoop.conf.Configuration configuration) throws IOException {
        super.initialize(name, configuration);
        uri = URI.create(name.getScheme() + "://" + name.getAuthority());
    }

    @Override
    public String getScheme() {
        return SCHEME;
    }

    @Override
    public URI getUri() {
        return uri;
    }

    @Override
    public FSDataInputStream open(Path view, int bufferSize) throws IOException {
        Path file = inner(view);
        FileSystem files = file.getFileSystem(getConf());
        FSDataInputStream in = files.open(file, bufferSize);
        return new FSDataInputStream(new FooterViewStream(
                in, FooterView.of(in, files.getFileStatus(file).getLen())));
    }

    @Override
    public FileStatus getFileStatus(Path view) throws IOException {
        Path file = inner(view);
        FileSystem files = file.getFileSystem(getConf());
        FileStatus status = files.getFileStatus(file);
        try (FSDataInputStream in = files.open(file)) {
            long length = FooterView.of(in, status.getLen()).length();
            return new FileStatus(
                    length,
                    false,
                    status.getReplication(),
                    status.getBlockSize(),
                    status.getModificationTime(),
                    makeQualified(view));
        }
    }

    @Override
    public FileStatus[] listStatus(Path view) throws IOException {
        return new FileStatus[] {getFileStatus(view)};
    }

    @Override
    public Path getWorkingDirectory() {
        return new Path(uri.toString() + "/");
    }

    @Override
    public void setWorkingDirectory(Path directory) {
        throw new UnsupportedOperationException(READ_ONLY);
    }

    @Override
    @SuppressWarnings("checkstyle:ParameterNumber") // the signature is Hadoop's
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress) {
        throw new UnsupportedOperationException(READ_ONLY);
    }

    @Override
    public FSDataOutputStream append(Path path, int bufferSize, Progressable progress) {
        throw new UnsupportedOperationException(READ_ONLY);
    }

    @Override
    public boolean rename(Path source, Path target) {
        throw new UnsupportedOperationException(READ_ONLY);
    }

    @Override
    public boolean delete(Path path, boolean recursive) {
        throw new UnsupportedOperationException(READ_ONLY);
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) {
        throw new UnsupportedOperationException(READ_ONLY);
    }
}
