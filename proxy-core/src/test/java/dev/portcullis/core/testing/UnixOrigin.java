package dev.portcullis.core.testing;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** An origin on a Unix-domain socket that answers everything with one text, and remembers the heads it got. */
public final class UnixOrigin implements AutoCloseable {

    /** Heads received, in order. */
    public final BlockingQueue<String> heads = new LinkedBlockingQueue<>();

    private final ServerSocketChannel server;
    private final String response;

    /** An origin on this socket, which does not exist yet. */
    public UnixOrigin(Path socket, String response) throws IOException {
        this.response = response;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(this::accept, "unix-origin");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (server.isOpen()) {
            try (SocketChannel socket = server.accept()) {
                serve(socket);
            } catch (IOException closed) {
                // by the proxy, or by the test that is over
            }
        }
    }

    private void serve(SocketChannel socket) throws IOException {
        var in = Channels.newInputStream(socket);
        for (String head = ScriptedOrigin.readHead(in); !head.isEmpty(); head = ScriptedOrigin.readHead(in)) {
            heads.add(head);
            socket.write(ByteBuffer.wrap(response.getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
