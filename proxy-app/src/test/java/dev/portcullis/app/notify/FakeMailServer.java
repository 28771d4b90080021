package dev.portcullis.app.notify;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A mail server (RFC 5321) with STARTTLS, implicit TLS and AUTH PLAIN and LOGIN, that answers each verb as it is told to. */
public final class FakeMailServer implements AutoCloseable {

    /** What it was told, line by line, but for mails. */
    public final List<String> dialogue = new CopyOnWriteArrayList<>();

    /** The mails it took. */
    public final List<String> mails = new CopyOnWriteArrayList<>();

    final Map<String, String> answers = new ConcurrentHashMap<>();

    private final ServerSocket listener;
    private final @Nullable SSLContext tls;
    private final boolean implicit;

    private FakeMailServer(@Nullable SSLContext tls, boolean implicit) throws IOException {
        this.tls = tls;
        this.implicit = implicit;
        this.listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread thread = new Thread(this::accept, "fake-mail-server");
        thread.setDaemon(true);
        thread.start();
    }

    /** One without TLS. */
    public static FakeMailServer plain() throws IOException {
        return new FakeMailServer(null, false);
    }

    static FakeMailServer startTls(SSLContext tls) throws IOException {
        return new FakeMailServer(tls, false);
    }

    static FakeMailServer implicitTls(SSLContext tls) throws IOException {
        return new FakeMailServer(tls, true);
    }

    /** Where it listens. */
    public int port() {
        return listener.getLocalPort();
    }

    /** Answers this verb, or this whole line, or the end of a mail ("."), so; {@code nothing} is silence. */
    void answer(String verb, String with) {
        answers.put(verb, with);
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try (Socket socket = listener.accept()) {
                Socket talk = implicit ? secured(socket) : socket;
                serve(talk, !implicit && tls != null);
            } catch (IOException e) {
                dialogue.add("! " + e.getClass().getSimpleName());
            }
        }
    }

    private Socket secured(Socket socket) throws IOException {
        if (tls == null) {
            throw new IOException("no TLS here");
        }
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        dialogue.add("(TLS)");
        return secured;
    }

    private void serve(Socket first, boolean offersTls) throws IOException {
        Socket socket = first;
        BufferedReader in = reader(socket);
        OutputStream out = socket.getOutputStream();
        boolean offers = offersTls;
        send(out, answers.getOrDefault("GREETING", "220 fake.example ESMTP"));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            dialogue.add(line);
            String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
            String answer = answers.containsKey(line) ? answers.get(line) : answers.get(verb);
            switch (verb) {
                case "EHLO" -> send(out, ehlo(offers));
                case "STARTTLS" -> {
                    send(out, "220 go ahead");
                    socket = secured(socket);
                    in = reader(socket);
                    out = socket.getOutputStream();
                    offers = false;
                }
                case "AUTH" -> auth(line, in, out, answer == null ? "235 2.7.0 Authentication successful" : answer);
                case "DATA" -> data(in, out, answer);
                case "QUIT" -> {
                    send(out, "221 bye");
                    return;
                }
                default -> send(out, answer == null ? "250 2.1.0 Ok" : answer);
            }
        }
    }

    private void auth(String line, BufferedReader in, OutputStream out, String answer) throws IOException {
        if (line.toUpperCase(Locale.ROOT).startsWith("AUTH LOGIN")) {
            if (line.length() == "AUTH LOGIN".length()) {
                send(out, "334 VXNlcm5hbWU6");
                dialogue.add("user " + decoded(in.readLine()));
            } else {
                dialogue.add("user " + decoded(line.substring("AUTH LOGIN ".length())));
            }
            send(out, "334 UGFzc3dvcmQ6");
            dialogue.add("password " + decoded(in.readLine()));
        } else if (line.length() > "AUTH PLAIN ".length()) {
            dialogue.add(
                    "plain " + decoded(line.substring("AUTH PLAIN ".length())).replace('\0', '|'));
        }
        send(out, answer);
    }

    private static String decoded(String base64) {
        return new String(Base64.getDecoder().decode(base64), UTF_8);
    }

    private void data(BufferedReader in, OutputStream out, @Nullable String answer) throws IOException {
        if (answer != null) {
            send(out, answer);
            return;
        }
        send(out, "354 end with a dot");
        StringBuilder mail = new StringBuilder();
        for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            mail.append(line).append('\n');
        }
        mails.add(mail.toString());
        send(out, answers.getOrDefault(".", "250 2.0.0 Ok: queued as 4XYZ"));
    }

    private static String ehlo(boolean offersTls) {
        return offersTls
                ? "250-fake.example\r\n250-STARTTLS\r\n250 AUTH LOGIN PLAIN"
                : "250-fake.example\r\n250 AUTH LOGIN PLAIN";
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
    }

    private static void send(OutputStream out, String line) throws IOException {
        if (!line.equals("nothing")) {
            out.write((line + "\r\n").getBytes(US_ASCII));
            out.flush();
        }
    }
}
