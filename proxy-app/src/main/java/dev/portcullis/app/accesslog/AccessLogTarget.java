package dev.portcullis.app.accesslog;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Where the lines of an access log go: a file, standard output, or nowhere. */
public final class AccessLogTarget implements AutoCloseable {

    private final OutputStream stream;
    private final LogFormat format;
    private final boolean wanted;

    private AccessLogTarget(OutputStream stream, LogFormat format, boolean wanted) {
        this.stream = stream;
        this.format = format;
        this.wanted = wanted;
    }

    /**
     * Opens it. Throws IOException, with a message for people, when that can't be done.
     *
     * @param file a path, {@code -} for standard output, null for nowhere; a file is appended to
     * @param format of the lines
     */
    public static AccessLogTarget open(@Nullable String file, LogFormat format) throws IOException {
        if (file == null) {
            return new AccessLogTarget(OutputStream.nullOutputStream(), format, false);
        }
        try {
            return new AccessLogTarget(
                    file.equals("-") ? new StandardOutput() : new FileOutputStream(file, true), format, true);
        } catch (IOException e) {
            throw new IOException("can't write the access log: " + e.getMessage(), e);
        }
    }

    static AccessLogTarget to(OutputStream stream) {
        return new AccessLogTarget(stream, LogFormat.COMBINED, true);
    }

    /** Whether there is any use in making lines. */
    boolean wanted() {
        return wanted;
    }

    LogFormat format() {
        return format;
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
