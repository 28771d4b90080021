package dev.portcullis.core.hostile;

import dev.portcullis.core.hostile.ResponseTrial.Ending;
import dev.portcullis.core.hostile.StrictReader.Violation;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * What Jazzer calls with each input it thinks of ({@code FuzzIT} starts it). Each nested class is a target: bytes pass through the
 * whole proxy, whole and in pieces; what arrives must be free of violations, mean what was meant, be the same both ways, and
 * leave no memory allocated.
 */
public final class Fuzz {

    private static final String CHUNKED =
            "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: X-N\r\n\r\n";

    static {
        // Constants are allocated once, before anything is measured.
        Trial.send(CHUNKED + "1\r\nx\r\n0\r\nX-T: u\r\n\r\n", 1);
        ResponseTrial.send(
                "GET", "HTTP/1.1 200 x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-T: u\r\n\r\n", 1, Ending.KEPT);
    }

    private Fuzz() {}

    /** A client sends the input. */
    public static final class Request {
        private Request() {}

        /** Called by Jazzer. */
        public static void fuzzerTestOneInput(byte[] input) {
            request(text(input));
        }
    }

    /** A client sends the input as a chunked body, and what follows it. */
    public static final class Chunks {
        private Chunks() {}

        /** Called by Jazzer. */
        public static void fuzzerTestOneInput(byte[] input) {
            request(CHUNKED + text(input));
        }
    }

    /** The origin sends the input but its first byte, which says what is answered and how the connection goes on. */
    public static final class Response {
        private Response() {}

        /** Called by Jazzer. */
        public static void fuzzerTestOneInput(byte[] input) {
            if (input.length > 0) {
                response(input[0], text(Arrays.copyOfRange(input, 1, input.length)));
            }
        }
    }

    private static void request(String sent) {
        long before = allocated();
        Trial whole = Trial.send(sent, Math.max(1, sent.length()));
        RequestOracle.judge(sent, whole);
        Trial cut = Trial.send(sent, pieces(sent));
        RequestOracle.judge(sent, cut);
        same(List.of(whole.forwarded, whole.statuses), List.of(cut.forwarded, cut.statuses));
        same(before, allocated());
    }

    private static void response(byte how, String sent) {
        long before = allocated();
        String method = (how & 1) == 0 ? "GET" : "HEAD";
        Ending ending = Ending.values()[(how >> 1 & 3) % Ending.values().length];
        int whole = ResponseTrial.send(method, sent, Math.max(1, sent.length()), ending);
        int cut = ResponseTrial.send(method, sent, pieces(sent), ending);
        same(whole, cut);
        same(before, allocated());
    }

    private static String text(byte[] input) {
        return new String(input, StandardCharsets.ISO_8859_1);
    }

    private static int pieces(String sent) {
        return 1 + Math.floorMod(sent.hashCode(), 13) + sent.length() / 200;
    }

    private static long allocated() {
        return ByteBufAllocator.DEFAULT instanceof UnpooledByteBufAllocator unpooled
                ? unpooled.metric().usedDirectMemory() + unpooled.metric().usedHeapMemory()
                : 0;
    }

    private static void same(Object one, Object other) {
        if (!one.equals(other)) {
            throw new Violation("whole " + one + ", in pieces, or after, " + other);
        }
    }
}
