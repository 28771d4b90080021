package dev.portcullis.app.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** An origin on a socket of the file system, which answers each request with the first line of it. */
final class UnixOrigin implements AutoCloseable {

    private final Path directory;
    private final Path path;
    private final ServerSocketChannel listener;

    UnixOrigin() {
        try {
            directory = Files.createTempDirectory("portcullis-unix");
            path = directory.resolve("site.sock");
            listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            listener.bind(UnixDomainSocketAddress.of(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        background(this::accept);
    }

    /** As the configuration wants it. */
    String origin() {
        return "unix:" + path;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        Files.deleteIfExists(path);
        Files.delete(directory);
    }

    private void accept() {
        try {
            while (true) {
                SocketChannel connection = listener.accept();
                background(() -> serve(connection));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private static void serve(SocketChannel connection) {
        ByteBuffer read = ByteBuffer.allocate(1 << 14);
        try (connection) {
            while (connection.read(read) >= 0) {
                String request = new String(read.array(), 0, read.position(), StandardCharsets.ISO_8859_1);
                if (request.endsWith("\r\n\r\n")) {
                    String line = request.substring(0, request.indexOf('\r'));
                    String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + line.length() + "\r\n\r\n" + line;
                    connection.write(ByteBuffer.wrap(answer.getBytes(StandardCharsets.ISO_8859_1)));
                    read.clear();
                }
            }
        } catch (IOException gone) {
            // the other side has closed
        }
    }

    private static void background(Runnable work) {
        Thread thread = new Thread(work, "unix-origin");
        thread.setDaemon(true);
        thread.start();
    }
}
