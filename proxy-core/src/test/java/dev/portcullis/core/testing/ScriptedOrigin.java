package dev.portcullis.core.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** An origin on loopback that answers each request as a script says, and remembers the heads it got. */
public final class ScriptedOrigin implements AutoCloseable {

    /** Heads received, in order, each with its empty line. */
    public final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

    /** Connections accepted. */
    public final AtomicInteger connections = new AtomicInteger();

    private final ServerSocket server;
    private final Script script;
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** What is done with one request. */
    @FunctionalInterface
    public interface Script {

        /**
         * Answers.
         *
         * @param head the request's head
         * @param in what follows the head
         * @param out where the answer goes
         * @return whether the connection serves another request
         */
        boolean answer(String head, InputStream in, OutputStream out) throws IOException;
    }

    /** An origin that follows this script, on a port of the system's choice. */
    public ScriptedOrigin(Script script) throws IOException {
        this(script, new ServerSocket(0, 256, InetAddress.getLoopbackAddress()));
    }

    /** An origin that follows this script, on this socket, be it one that speaks TLS. */
    public ScriptedOrigin(Script script, ServerSocket server) {
        this.script = script;
        this.server = server;
        start("origin", this::accept);
    }

    /** An origin that answers everything with this text, byte for byte, and keeps its connections. */
    public static ScriptedOrigin answering(String response) throws IOException {
        return new ScriptedOrigin((head, in, out) -> {
            out.write(response.getBytes(StandardCharsets.ISO_8859_1));
            return true;
        });
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                open.add(socket);
                connections.incrementAndGet();
                start("origin-connection", () -> serve(socket));
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
                String head = readHead(in);
                if (head.isEmpty()) {
                    return;
                }
                heads.add(head);
                more = script.answer(head, in, socket.getOutputStream());
            }
        } catch (IOException gone) {
            // the proxy closed: tests look at what the client saw
        }
    }

    /** Reads to the end of a head; empty when the connection ended before one began. */
    public static String readHead(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4) {
            int b = in.read();
            if (b < 0) {
                return "";
            }
            head.write(b);
            matched = b == (matched % 2 == 0 ? '\r' : '\n') ? matched + 1 : b == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
