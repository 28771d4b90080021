package dev.portcullis.app.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lends an address to a program that can't choose its own: each connection made to it goes on, byte for byte, from an
 * address of 127.0.0.0/8 to a port of 127.0.0.1.
 */
final class Forwarder implements AutoCloseable {

    private final String from;
    private final int to;
    private final ServerSocket listener;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    Forwarder(String from, int to) throws IOException {
        this.from = from;
        this.to = to;
        this.listener = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
        background(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(Forwarder::end);
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                open.add(client);
                background(() -> serve(client));
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket()) {
            open.add(server);
            server.bind(new InetSocketAddress(from, 0));
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), to));
            Thread back = background(() -> pump(server, client));
            pump(client, server);
            back.join();
            open.remove(server);
        } catch (IOException refused) {
            // the client sees its connection closed
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    /** Carries one direction to its end. An end without error is passed on as such; after an error nothing more can be told apart. */
    private static void pump(Socket source, Socket target) {
        try {
            source.getInputStream().transferTo(target.getOutputStream());
            target.shutdownOutput();
        } catch (IOException broken) {
            end(source);
            end(target);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Thread background(Runnable work) {
        Thread thread = new Thread(work, "forwarder");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
