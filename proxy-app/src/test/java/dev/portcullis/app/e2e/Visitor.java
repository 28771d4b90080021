package dev.portcullis.app.e2e;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * A client with an address of its own in 127.0.0.0/8, on one connection that is kept between requests and opened again
 * when it was closed.
 */
final class Visitor implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 30_000;

    private final String address;
    private final int port;
    private final String host;
    private @Nullable SSLContext tls;
    private Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();

    /** With an address, before the site at a port. */
    Visitor(String address, int port) {
        this(address, port, "www.portcullis.test");
    }

    /** The same, with what stands in Host. */
    Visitor(String address, int port, String host) {
        this.address = address;
        this.port = port;
        this.host = host;
        endConnection();
    }

    /** The same, who speaks TLS and trusts as this says. */
    Visitor overTls(SSLContext trusting) {
        tls = trusting;
        return this;
    }

    /** Asks for a page and reads all of it. */
    Page get(String target, String... fields) throws IOException {
        Answer answer = ask("GET", target, fields);
        Page page = new Page(answer, answer.text());
        if (answer.field("Connection").filter("close"::equalsIgnoreCase).isPresent()) {
            endConnection();
        }
        return page;
    }

    /** A response, whole. */
    record Page(Answer answer, String text) {
        int status() {
            return answer.status();
        }
    }

    /** Sends a request without a body and reads the head of its response. */
    Answer ask(String method, String target, String... fields) throws IOException {
        send(method, target, fields);
        return receive(method);
    }

    /** Sends a request's head, with Host and Connection and the given field lines. */
    OutputStream send(String method, String target, String... fields) throws IOException {
        if (socket.isClosed()) {
            connect();
        }
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
        head.append("Host: ").append(host).append("\r\nUser-Agent: a visitor\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        OutputStream out = socket.getOutputStream();
        out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
        return out;
    }

    /** Reads the head of the response to a request that was sent. */
    Answer receive(String method) throws IOException {
        return Answer.read(in, "HEAD".equals(method));
    }

    /** Whether the other side closes the connection within the time, without sending anything more. */
    boolean isClosedWithin(Duration time) throws IOException {
        socket.setSoTimeout((int) time.toMillis());
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException reset) {
            return true;
        } finally {
            socket.setSoTimeout(TIMEOUT_MILLIS);
        }
    }

    /** Opens the connection now. */
    void connect() throws IOException {
        connect(0);
    }

    /** Opens the connection now, with a buffer of so many bytes for what comes in; 0 leaves that to the system. */
    void connect(int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.bind(new InetSocketAddress(address, 0));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        if (tls != null) {
            socket = tls.getSocketFactory().createSocket(socket, host, port, true);
        }
        in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    }

    /** Goes away; the next request opens a new connection. */
    void endConnection() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new AssertionError("closing a socket", e);
        }
    }

    @Override
    public void close() {
        endConnection();
    }
}
