package dev.portcullis.app.run;

import dev.portcullis.app.report.Printable;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import dev.portcullis.rules.time.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks a server once whether it answers, for the summary at the start. What has not come with the first packet is not waited for. */
final class OriginProbe implements Runnable {

    /** The signature of a PROXY protocol header of version 2, the command LOCAL and no addresses. */
    private static final byte[] LOCAL_V2 = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10, 0x20, 0, 0, 0};

    private final Question question;
    private final Ticker ticker;
    private volatile Result result = new Result(false, "is silent");

    OriginProbe(Question question, Ticker ticker) {
        this.question = question;
        this.ticker = ticker;
    }

    /**
     * What is asked of whom.
     *
     * @param server where it listens
     * @param host the host that is named
     * @param protocol the header that the connection begins with
     */
    record Question(SocketAddress server, String host, ProxyProtocol protocol) {}

    /**
     * What came of it.
     *
     * @param answers whether the server sent a status line
     * @param text what happened, for people: {@code answers 200 after 12 ms}
     */
    record Result(boolean answers, String text) {}

    /** What came of it so far: silence until it is known better. */
    Result result() {
        return result;
    }

    /** Asks, and waits for the answer or until the thread is interrupted. */
    @Override
    public void run() {
        SocketAddress address = question.server();
        if (address instanceof InetSocketAddress name && name.isUnresolved()) {
            InetSocketAddress found = new InetSocketAddress(name.getHostString(), name.getPort());
            if (found.isUnresolved()) {
                result = new Result(false, "its name can't be resolved");
                return;
            }
            address = found;
        }
        try {
            result = ask(address);
        } catch (AsynchronousCloseException interrupted) {
            // silent for all the time there was
        } catch (IOException e) {
            result = new Result(false, "does not answer: " + e.getMessage());
        }
    }

    private Result ask(SocketAddress address) throws IOException {
        long began = ticker.nanos();
        try (SocketChannel channel = open(address)) {
            channel.connect(address);
            String line = statusLine(channel);
            long millis = Duration.ofNanos(ticker.nanos() - began).toMillis();
            return line.matches("HTTP/1\\.[01] [1-5][0-9][0-9].*")
                    ? new Result(true, "answers " + line.substring(9, 12) + " after " + millis + " ms")
                    : new Result(
                            false,
                            "does not speak HTTP: " + Printable.of(line.substring(0, Math.min(60, line.length()))));
        }
    }

    private static SocketChannel open(SocketAddress address) throws IOException {
        return address instanceof UnixDomainSocketAddress
                ? SocketChannel.open(StandardProtocolFamily.UNIX)
                : SocketChannel.open();
    }

    private String statusLine(SocketChannel channel) throws IOException {
        String request = "HEAD / HTTP/1.1\r\nHost: " + question.host()
                + "\r\nUser-Agent: Portcullis\r\nConnection: close\r\n\r\n";
        ByteBuffer sent = ByteBuffer.allocate(1024);
        switch (question.protocol()) {
            case OFF -> {}
            case V1 -> sent.put("PROXY UNKNOWN\r\n".getBytes(StandardCharsets.US_ASCII));
            case V2 -> sent.put(LOCAL_V2);
        }
        sent.put(request.getBytes(StandardCharsets.US_ASCII)).flip();
        while (sent.hasRemaining()) {
            channel.write(sent);
        }
        ByteBuffer answer = ByteBuffer.allocate(512);
        if (channel.read(answer) < 0) {
            throw new IOException("it closed the connection");
        }
        return new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("");
    }
}
