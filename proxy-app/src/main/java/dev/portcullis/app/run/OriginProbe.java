package dev.portcullis.app.run;

import dev.portcullis.app.report.Endpoint;
import dev.portcullis.app.report.Printable;
import dev.portcullis.rules.time.Ticker;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Asks the origin once whether it answers, for the summary at the start. Takes three seconds at most, and the
 * look-up of its name: what has not come with the first packet is not waited for. */
final class OriginProbe {

    private static final int CONNECT_MILLIS = 1_000;
    private static final int ANSWER_MILLIS = 2_000;

    private OriginProbe() {}

    /**
     * What came of it.
     *
     * @param answers whether the origin sent a status line
     * @param text what happened, for people: {@code answers 200 after 12 ms}
     */
    record Result(boolean answers, String text) {}

    static Result ask(InetSocketAddress origin, Ticker ticker) {
        InetSocketAddress address =
                origin.isUnresolved() ? new InetSocketAddress(origin.getHostString(), origin.getPort()) : origin;
        if (address.isUnresolved()) {
            return new Result(false, "its name can't be resolved");
        }
        long began = ticker.nanos();
        try (Socket socket = new Socket()) {
            socket.connect(address, CONNECT_MILLIS);
            String line = head(socket, Endpoint.text(origin));
            long millis = Duration.ofNanos(ticker.nanos() - began).toMillis();
            return line.matches("HTTP/1\\.[01] [1-5][0-9][0-9].*")
                    ? new Result(true, "answers " + line.substring(9, 12) + " after " + millis + " ms")
                    : new Result(
                            false,
                            "does not speak HTTP: " + Printable.of(line.substring(0, Math.min(60, line.length()))));
        } catch (SocketTimeoutException e) {
            return new Result(false, "is silent");
        } catch (IOException e) {
            return new Result(false, "does not answer: " + e.getMessage());
        }
    }

    private static String head(Socket socket, String host) throws IOException {
        socket.setSoTimeout(ANSWER_MILLIS);
        String request = "HEAD / HTTP/1.1\r\nHost: " + host + "\r\nUser-Agent: Portcullis\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        byte[] answer = new byte[512];
        int length = socket.getInputStream().read(answer);
        if (length < 0) {
            throw new IOException("it closed the connection");
        }
        return new String(answer, 0, length, StandardCharsets.ISO_8859_1)
                .lines()
                .findFirst()
                .orElse("");
    }
}
