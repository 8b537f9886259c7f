package io.fulcrum.features.read;

import java.io.EOFException;
import java.io.IOException;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSInputStream;

/** The bytes of a {@link FooterView}. */
final class FooterViewStream extends FSInputStream {
    private final FSDataInputStream data;
    private final FooterView view;
    private long position;

    FooterViewStream(FSDataInputStream data, FooterView view) {
        this.data = data;
        this.view = view;
    }

    @Override
    public void seek(long target) throws IOException {
        if (target < 0 || target > view.length()) {
            throw new EOFException("Cannot seek to " + target + " of " + view.length() + " bytes");
        }
        position = target;
    }

    @Override
    public long getPos() {
        return position;
    }

    @Override
    public boolean seekToNewSource(long target) {
        return false;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : single[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (position >= view.length()) {
            return -1;
        }
        int read;
        if (position < view.dataLength()) {
            if (data.getPos() != position) {
                data.seek(position);
            }
            read = data.read(target, from, (int) Math.min(count, view.dataLength() - position));
        } else {
            int at = (int) (position - view.dataLength());
            read = Math.min(count, view.tail().length - at);
            System.arraycopy(view.tail(), at, target, from, read);
        }
        position += Math.max(0, read);
        return read;
    }

    @Override
    public void close() throws IOException {
        data.close();
    }
}
