package dev.portcullis.app.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An origin that misbehaves exactly as a test wants it to. */
final class SocketOrigin implements AutoCloseable {

    /** What it does with a request whose head has been read. */
    @FunctionalInterface
    interface Behaviour {
        void answer(Socket connection) throws IOException;
    }

    private final ServerSocket listener;
    private volatile Behaviour behaviour = connection -> send(connection, "HTTP/1.1 204 No Content\r\n\r\n");
    private final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();

    SocketOrigin() {
        try {
            listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        background(this::accept);
    }

    /** What it does from now on. */
    void answersWith(Behaviour behaviour) {
        this.behaviour = behaviour;
    }

    String origin() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Sends text. */
    static void send(Socket connection, String text) throws IOException {
        connection.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        connection.getOutputStream().flush();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : accepted) {
            connection.close();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket connection = listener.accept();
                accepted.add(connection);
                background(() -> serve(connection));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            while (readHead(connection.getInputStream())) {
                behaviour.answer(connection);
            }
        } catch (IOException gone) {
            // the other side has closed, as some tests want
        }
    }

    /** Reads up to an empty line; false when the connection ended before. */
    private static boolean readHead(InputStream in) throws IOException {
        int newlines = 0;
        while (newlines < 2) {
            int c = in.read();
            if (c < 0) {
                return false;
            }
            newlines = c == '\n' ? newlines + 1 : c == '\r' ? newlines : 0;
        }
        return true;
    }

    private static void background(Runnable work) {
        Thread thread = new Thread(work, "socket-origin");
        thread.setDaemon(true);
        thread.start();
    }
}
