package dev.portcullis.core.hostile;

import dev.portcullis.core.hostile.StrictReader.Incomplete;
import dev.portcullis.core.testing.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A client that keeps its connection as long as it may, sends requests of several kinds, and reads strictly. */
final class ChaosClient implements AutoCloseable {

    private final InetSocketAddress to;
    private @Nullable RawClient connection;

    ChaosClient(InetSocketAddress to) {
        this.to = to;
    }

    /** Sends the request of this number and reads its final response. Throws Incomplete when that breaks off. */
    Message ask(long number) throws IOException {
        RawClient open = connection;
        if (open == null) {
            open = new RawClient(to);
            connection = open;
        }
        try {
            open.send(request(number));
        } catch (IOException early) {
            // an answer that came before the request was sent whole may still be there to be read
        }
        Message answer = read(open);
        if (answer.values("connection").contains("close")) {
            close();
        }
        return answer;
    }

    private static String request(long number) {
        String body = ChaosOrigin.body(number);
        String host = " HTTP/1.1\r\nHost: a\r\n";
        return switch ((int) (number % 4)) {
            case 0 -> "POST /" + number + host + "Content-Length: " + body.length() + "\r\n\r\n" + body;
            case 1 ->
                "PUT /" + number + host + "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(body.length())
                        + "\r\n" + body + "\r\n0\r\n\r\n";
            default -> "GET /" + number + host + "\r\n";
        };
    }

    private static Message read(RawClient open) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        byte[] block = new byte[1 << 16];
        while (true) {
            int count = open.in().read(block);
            if (count < 0) {
                throw new Incomplete();
            }
            received.write(block, 0, count);
            StrictReader reader = new StrictReader(received.toString(StandardCharsets.ISO_8859_1), true);
            try {
                Message answer = reader.response("GET", false);
                while (answer.status() < 200) {
                    answer = reader.response("GET", false);
                }
                if (!reader.isAtEnd()) {
                    throw new StrictReader.Violation("more than was asked for: " + reader.rest());
                }
                return answer;
            } catch (Incomplete more) {
                // the rest is to come
            }
        }
    }

    @Override
    public void close() {
        RawClient open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
