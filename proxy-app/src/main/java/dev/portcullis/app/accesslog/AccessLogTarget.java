package dev.portcullis.app.accesslog;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Where the lines of an access log go: a file, standard output, or nowhere. */
public final class AccessLogTarget implements AutoCloseable {

    private final OutputStream stream;
    private final boolean wanted;

    private AccessLogTarget(OutputStream stream, boolean wanted) {
        this.stream = stream;
        this.wanted = wanted;
    }

    /**
     * Opens it. Throws IOException, with a message for people, when that can't be done.
     *
     * @param file a path, {@code -} for standard output, null for nowhere; a file is appended to
     */
    public static AccessLogTarget open(@Nullable String file) throws IOException {
        if (file == null) {
            return new AccessLogTarget(OutputStream.nullOutputStream(), false);
        }
        try {
            return to(file.equals("-") ? new StandardOutput() : new FileOutputStream(file, true));
        } catch (IOException e) {
            throw new IOException("can't write the access log: " + e.getMessage(), e);
        }
    }

    static AccessLogTarget to(OutputStream stream) {
        return new AccessLogTarget(stream, true);
    }

    /** Whether there is any use in making lines. */
    boolean wanted() {
        return wanted;
    }

    OutputStream stream() {
        return stream;
    }

    @Override
    public void close() throws IOException {
        stream.close();
    }

    /** Standard output, unbuffered. It is not ours to close. */
    private static final class StandardOutput extends FileOutputStream {

        StandardOutput() {
            super(FileDescriptor.out);
        }

        @Override
        public void close() {}
    }
}
