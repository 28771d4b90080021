package dev.portcullis.core.hostile;

import dev.portcullis.core.hostile.Message.Field;
import dev.portcullis.core.hostile.StrictReader.Incomplete;
import dev.portcullis.core.hostile.StrictReader.Violation;
import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.EmbeddedProxy.End;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * What becomes of bytes that the origin sends in pieces of some size, in answer to one request: what the client gets is read
 * strictly and compared with what was meant; then another client asks, which must get its own answer.
 */
final class ResponseTrial {

    private static final Set<String> TAKEN_AWAY = Set.of(
            "connection",
            "content-length",
            "http2-settings",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authentication-info",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");
    private static final String NEXT = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nnext";

    /** How the origin's connection goes on after the bytes. */
    enum Ending {
        /** It stays open. */
        KEPT,
        /** The origin closes. */
        CLOSED,
        /** The origin resets it. */
        RESET
    }

    private final List<ByteBuf> buffers = new ArrayList<>();

    /** The final status that the client got; 0 when it got none that is whole. */
    private int status;

    private ResponseTrial() {}

    /**
     * Sends the bytes of a text. Throws Violation when what arrives is not as it must be.
     *
     * @return the status of the whole response that the client got; 0 when it saw one break off, or none
     */
    static int send(String method, String text, int pieces, Ending ending) {
        ResponseTrial trial = new ResponseTrial();
        try (EmbeddedProxy proxy = new EmbeddedProxy()) {
            End client = proxy.client();
            trial.receive(client, method + " /a HTTP/1.1\r\nHost: a\r\n\r\n");
            End origin = proxy.origins.get(0);
            new StrictReader(origin.sent(), true).request();
            for (int at = 0; at < text.length() && origin.channel.isActive(); at += pieces) {
                trial.receive(origin, text.substring(at, Math.min(text.length(), at + pieces)));
            }
            if (ending == Ending.RESET && origin.channel.isActive()) {
                origin.channel.pipeline().fireExceptionCaught(new IOException("reset"));
            }
            if (ending != Ending.KEPT) {
                origin.hangUp();
            }
            trial.judge(method, text, client.sent(), client.channel.isActive(), ending);
            client.hangUp();
            trial.serveNext(proxy);
        }
        if (trial.buffers.stream().anyMatch(bytes -> bytes.refCnt() != 0)) {
            throw new Violation("a buffer was not released");
        }
        return trial.status;
    }

    /** Not from the allocator that the watch for leaks looks at, which would take most of the time: they are counted here. */
    private void receive(End end, String piece) {
        ByteBuf bytes = Unpooled.wrappedBuffer(piece.getBytes(StandardCharsets.ISO_8859_1));
        buffers.add(bytes);
        end.channel.writeInbound(bytes);
        end.channel.runPendingTasks();
    }

    private void judge(String method, String sent, String got, boolean open, Ending ending) {
        StrictReader reader = new StrictReader(got, true);
        StrictReader meant = new StrictReader(sent, false);
        while (!reader.isAtEnd()) {
            if (status != 0) {
                throw new Violation("more than one response: " + reader.rest());
            }
            Message answer;
            try {
                answer = reader.response(method, false);
            } catch (Incomplete e) {
                if (open && ending != Ending.KEPT) {
                    throw new Violation("a response that never ends: " + got);
                }
                return;
            }
            boolean ours = answer.status() == 502
                    && (method.equals("HEAD") || answer.body().contains("<title>"));
            if (!ours) {
                compare(method, next(meant, method, ending, answer.status()), answer);
            }
            status = answer.status() < 200 ? 0 : answer.status();
        }
        if (open && status == 0 && ending != Ending.KEPT) {
            throw new Violation("no answer, and the connection stays open");
        }
    }

    /** The next response that was meant; a 100 that nobody waits for need not be passed on. */
    private static Message next(StrictReader meant, String method, Ending ending, int status) {
        Message next = meant.response(method, ending == Ending.CLOSED);
        while (next.status() == 100 && status != 100) {
            next = meant.response(method, ending == Ending.CLOSED);
        }
        return next;
    }

    private static void compare(String method, Message meant, Message got) {
        same(
                "first line",
                List.of("HTTP/1.1", meant.start().get(1), meant.start().get(2)),
                got.start());
        same("body", meant.body(), got.body());
        Set<String> nominated = new TreeSet<>();
        for (String value : meant.values("connection")) {
            for (String option : value.split(",", -1)) {
                nominated.add(option.trim().toLowerCase(Locale.ROOT));
            }
        }
        nominated.removeAll(Set.of("close", "keep-alive", ""));
        List<Field> remaining = meant.fields().stream()
                .filter(field -> !TAKEN_AWAY.contains(field.key()) && !nominated.contains(field.key()))
                .toList();
        List<Field> passed = got.fields().stream()
                .filter(field -> !TAKEN_AWAY.contains(field.key()))
                .toList();
        same("fields", remaining, passed);
        for (Field added : got.fields()) {
            boolean framing = added.key().equals("content-length")
                    || added.key().equals("trailer") && got.chunked()
                    || added.equals(new Field("Transfer-Encoding", "chunked"))
                    || added.equals(new Field("Connection", "close"));
            if (TAKEN_AWAY.contains(added.key()) && !framing) {
                throw new Violation("passed on: " + added);
            }
        }
        List<String> lengths = got.values("content-length");
        boolean bodyless = method.equals("HEAD") && got.status() >= 200 && got.status() != 204 || got.status() == 304;
        List<String> length = meant.values("content-length").stream()
                .distinct()
                .map(value -> Long.toString(Long.parseLong(value)))
                .toList();
        if (bodyless && !lengths.equals(length)) {
            throw new Violation("length " + lengths);
        }
        for (Field trailer : got.trailers()) {
            if (!meant.trailers().contains(trailer)
                    || TAKEN_AWAY.contains(trailer.key())
                    || nominated.contains(trailer.key())) {
                throw new Violation("trailer " + trailer);
            }
        }
    }

    private void serveNext(EmbeddedProxy proxy) {
        End client = proxy.client();
        receive(client, "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");
        for (End origin : proxy.origins) {
            String asked = origin.sent();
            if (asked.startsWith("GET /next ")) {
                receive(origin, NEXT);
            }
        }
        String got = client.sent();
        if (!got.endsWith("\r\n\r\nnext") || !got.startsWith("HTTP/1.1 200 OK\r\n")) {
            throw new Violation("the next client got " + got);
        }
    }

    private static void same(String what, Object meant, Object got) {
        if (!meant.equals(got)) {
            throw new Violation(what + ": meant " + meant + ", got " + got);
        }
    }
}
