package dev.portcullis.core.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * An origin on one thread that keeps next to nothing of what it gets: it begins a large answer to {@code GET /large} and goes on as long as it is read,
 * and neither reads nor answers anything else.
 */
final class UnhelpfulOrigin implements AutoCloseable {

    private static final int ANSWER = 4 << 20;
    private static final byte[] HEAD =
            ("HTTP/1.1 200 OK\r\nContent-Length: " + ANSWER + "\r\n\r\n").getBytes(ISO_8859_1);

    private final Selector selector = Selector.open();
    private final ServerSocketChannel listener = ServerSocketChannel.open();
    private final ByteBuffer piece = ByteBuffer.allocateDirect(64 << 10);

    UnhelpfulOrigin() throws IOException {
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        listener.configureBlocking(false);
        listener.register(selector, SelectionKey.OP_ACCEPT);
        Thread thread = new Thread(this::run, "unhelpful-origin");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() throws IOException {
        return (InetSocketAddress) listener.getLocalAddress();
    }

    private void run() {
        try {
            while (listener.isOpen()) {
                selector.select(key -> {
                    try {
                        serve(key);
                    } catch (IOException gone) {
                        key.cancel();
                    }
                });
            }
        } catch (IOException | ClosedSelectorException over) {
            // it is closed
        }
    }

    private void serve(SelectionKey key) throws IOException {
        if (key.isAcceptable()) {
            SocketChannel client = listener.accept();
            client.configureBlocking(false);
            client.register(selector, SelectionKey.OP_READ);
            return;
        }
        SocketChannel client = (SocketChannel) key.channel();
        if (key.attachment() instanceof Integer sent) {
            write(key, client, sent);
            return;
        }
        piece.clear().limit(10);
        int read = client.read(piece);
        boolean large = read == 10 && new String(bytes(), ISO_8859_1).equals("GET /large");
        if (read < 0) {
            client.close();
        } else if (large) {
            client.write(ByteBuffer.wrap(HEAD));
            key.attach(0);
            key.interestOps(SelectionKey.OP_WRITE);
        } else {
            key.interestOps(0);
        }
    }

    private byte[] bytes() {
        byte[] bytes = new byte[10];
        piece.flip().get(bytes);
        return bytes;
    }

    private void write(SelectionKey key, SocketChannel client, int sent) throws IOException {
        piece.clear().limit(Math.min(piece.capacity(), ANSWER - sent));
        int now = sent + client.write(piece);
        key.attach(now);
        if (now == ANSWER) {
            key.interestOps(0);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
