package dev.portcullis.core.hostile;

import dev.portcullis.core.hostile.StrictReader.Incomplete;
import dev.portcullis.core.hostile.StrictReader.Violation;
import dev.portcullis.core.testing.EmbeddedProxy;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What becomes of bytes that a client sends, in pieces of some size: an origin that reads strictly answers each whole request
 * with {@code ok} and notes what it saw.
 */
final class Trial {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n";

    private final List<String> seen = new ArrayList<>();
    private final List<Integer> understood = new ArrayList<>();
    private final List<ByteBuf> received = new ArrayList<>();
    private final StringBuilder answers = new StringBuilder();

    /** Requests that arrived whole, in order. */
    final List<Message> forwarded = new ArrayList<>();

    /** Statuses that the client got, informational ones left out. */
    final List<Integer> statuses = new ArrayList<>();

    /** Whether the proxy has closed the client's connection, or only waits for the client to. */
    boolean closing;

    /** Whether the beginning of a request, not all of it, arrived on a connection that is still open. */
    boolean waiting;

    private Trial() {}

    /** Sends the bytes of a text in pieces of this size. Throws Violation when what arrives, at either end, is not as it must be. */
    static Trial send(String text, int pieces) {
        Trial trial = new Trial();
        try (EmbeddedProxy proxy = new EmbeddedProxy()) {
            EmbeddedProxy.End client = proxy.client();
            for (int at = 0; at < text.length() && client.channel.isActive(); at += pieces) {
                trial.receive(client, text.substring(at, Math.min(text.length(), at + pieces)));
                trial.serve(proxy, client);
            }
            trial.conclude(proxy, client);
        }
        if (trial.received.stream().anyMatch(bytes -> bytes.refCnt() != 0)) {
            throw new Violation("a buffer was not released");
        }
        return trial;
    }

    /** Not from the allocator that the watch for leaks looks at, which would take most of the time: they are counted here. */
    private void receive(EmbeddedProxy.End end, String piece) {
        ByteBuf bytes = Unpooled.wrappedBuffer(piece.getBytes(StandardCharsets.ISO_8859_1));
        received.add(bytes);
        end.channel.writeInbound(bytes);
        end.channel.runPendingTasks();
    }

    private void serve(EmbeddedProxy proxy, EmbeddedProxy.End client) {
        boolean progress = true;
        while (progress) {
            progress = false;
            for (int i = 0; i < proxy.origins.size(); i++) {
                progress |= serve(i, proxy.origins.get(i));
            }
            answers.append(client.sent());
        }
    }

    /** Lets one connection of the origin read and answer; says whether it did. */
    private boolean serve(int index, EmbeddedProxy.End origin) {
        while (seen.size() <= index) {
            seen.add("");
            understood.add(0);
        }
        seen.set(index, seen.get(index) + origin.sent());
        StrictReader reader = new StrictReader(seen.get(index).substring(understood.get(index)), true);
        try {
            if (reader.isAtEnd()) {
                return false;
            }
            Message request = reader.request();
            understood.set(index, seen.get(index).length() - reader.rest().length());
            forwarded.add(request);
            if (origin.channel.isActive()) {
                receive(origin, request.start().get(0).equals("HEAD") ? OK : OK + "ok");
            }
            return true;
        } catch (Incomplete notYet) {
            return false;
        }
    }

    private void conclude(EmbeddedProxy proxy, EmbeddedProxy.End client) {
        for (int i = 0; i < seen.size(); i++) {
            boolean partly = understood.get(i) < seen.get(i).length();
            waiting |= partly && proxy.origins.get(i).channel.isActive();
        }
        readAnswers();
        closing = !client.channel.isActive() || answers.indexOf("Connection: close\r\n") >= 0;
        client.hangUp();
        if (proxy.worker().exchangeCount() != 0) {
            throw new Violation("an exchange is left over");
        }
        for (EmbeddedProxy.End origin : proxy.origins) {
            origin.hangUp();
        }
    }

    /** All that the origin saw, on all its connections. */
    String atOrigin() {
        return String.join("", seen);
    }

    private void readAnswers() {
        StrictReader reader = new StrictReader(answers.toString(), true);
        while (!reader.isAtEnd()) {
            boolean ofOrigin = statuses.size() < forwarded.size();
            String method = ofOrigin ? forwarded.get(statuses.size()).start().get(0) : "GET";
            int status = readAnswer(reader, method);
            if (status >= 200) {
                statuses.add(status);
            }
        }
    }

    private static int readAnswer(StrictReader reader, String method) {
        String rest = reader.rest();
        try {
            return reader.response(method, false).status();
        } catch (Incomplete e) {
            // the reply to a HEAD that broke off before it had arrived whole: it has no body
            return new StrictReader(rest, true).response("HEAD", false).status();
        }
    }
}
