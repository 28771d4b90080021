package dev.portcullis.core.hostile;

import dev.portcullis.core.testing.ScriptedOrigin;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Serves what {@link ChaosOrigin} says, a thread for each connection. */
final class ChaosServer implements AutoCloseable {

    private final ServerSocket listener;
    private final Queue<Socket> accepted = new ConcurrentLinkedQueue<>();

    ChaosServer() throws IOException {
        listener = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
    }

    /** Closes the connections that are left. */
    void closeAccepted() throws IOException {
        for (Socket socket = accepted.poll(); socket != null; socket = accepted.poll()) {
            socket.close();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        closeAccepted();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                accepted.add(socket);
                start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            boolean more = true;
            while (more) {
                String head = ScriptedOrigin.readHead(in);
                more = !head.isEmpty() && ChaosOrigin.answer(head, in, socket.getOutputStream(), () -> reset(socket));
            }
        } catch (IOException gone) {
            // the proxy has closed: clients judge what they saw
        } finally {
            accepted.remove(socket);
        }
    }

    /** Lets the next close be a reset. */
    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "chaos-origin");
        thread.setDaemon(true);
        thread.start();
    }
}
