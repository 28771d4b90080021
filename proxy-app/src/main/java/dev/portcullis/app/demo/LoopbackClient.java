package dev.portcullis.app.demo;

import dev.portcullis.rules.time.Ticker;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Somebody who asks for pages from an address of their own: on Linux all of 127.0.0.0/8 is this machine's. */
final class LoopbackClient {

    private static final int PATIENCE_MILLIS = 5_000;

    private final InetAddress source;
    private final InetSocketAddress target;
    private final String userAgent;
    private final Ticker ticker;

    LoopbackClient(InetAddress source, InetSocketAddress target, String userAgent, Ticker ticker) {
        this.source = source;
        this.target = target;
        this.userAgent = userAgent;
        this.ticker = ticker;
    }

    /**
     * What came back.
     *
     * @param status 0 when the connection was closed without an answer
     * @param time until the last byte
     */
    record Answer(int status, Duration time) {}

    /** Asks for a page on a connection of its own. Throws IOException when none can be had. */
    Answer get(String path) throws IOException {
        long began = ticker.nanos();
        try (Socket socket = new Socket()) {
            bind(socket);
            socket.connect(target, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            String request = "GET " + path + " HTTP/1.1\r\nHost: demo.example\r\nUser-Agent: " + userAgent
                    + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            int status = answer.startsWith("HTTP/1.1 ") ? Integer.parseInt(answer.substring(9, 12)) : 0;
            return new Answer(status, Duration.ofNanos(ticker.nanos() - began));
        }
    }

    private void bind(Socket socket) throws IOException {
        try {
            socket.bind(new InetSocketAddress(source, 0));
        } catch (BindException e) {
            throw new IOException("this system has no address " + source.getHostAddress() + ", as Linux does", e);
        }
    }
}
