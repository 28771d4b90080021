package dev.portcullis.app.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Debian's Firefox, headless, driven by Marionette, which it speaks by itself: WebDriver's commands as JSON on a socket. */
final class Firefox implements WebPages {

    private static final Duration START = Duration.ofSeconds(60);

    private final Program program;
    private final Socket socket;
    private int commands;

    /** Starts it; {@code profile} is a directory for what it keeps. */
    Firefox(Path profile) throws IOException {
        int port = FreePort.find();
        Files.createDirectories(profile);
        Files.writeString(profile.resolve("user.js"), """
                user_pref("marionette.port", %d);
                user_pref("network.http.http3.enable", false);
                user_pref("network.proxy.type", 0);
                user_pref("app.update.enabled", false);
                user_pref("datareporting.policy.dataSubmissionEnabled", false);
                user_pref("toolkit.telemetry.enabled", false);
                user_pref("services.settings.server", "");
                user_pref("network.captive-portal-service.enabled", false);
                user_pref("network.connectivity-service.enabled", false);
                user_pref("browser.safebrowsing.malware.enabled", false);
                user_pref("browser.safebrowsing.phishing.enabled", false);
                """.formatted(port));
        program = Program.start(List.of(
                "env",
                "HOME=" + profile,
                "MOZ_DISABLE_AUTO_SAFE_MODE=1",
                Program.find("firefox-esr", "firefox-esr"),
                "--headless",
                "--no-remote",
                "--marionette",
                "--profile",
                profile.toString()));
        try {
            Await.until(START, () -> program.text(), () -> answers(port));
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout((int) START.toMillis());
            read();
            command("WebDriver:NewSession", Map.of("acceptInsecureCerts", true));
        } catch (IOException | RuntimeException | AssertionError e) {
            program.close();
            throw e;
        }
    }

    private static boolean answers(int port) {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.getInputStream().read() >= 0;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void open(String url) throws IOException {
        command("WebDriver:Navigate", Map.of("url", url));
    }

    @Override
    public String script(String body) throws IOException {
        return String.valueOf(command("WebDriver:ExecuteScript", Map.of("script", body, "args", List.of()))
                .get("value"));
    }

    @SuppressWarnings("unchecked")
    private Map<String, @Nullable Object> command(String name, Map<String, ?> parameters) throws IOException {
        byte[] message = ("[0," + ++commands + ",\"" + name + "\"," + Json.text(parameters) + "]").getBytes(UTF_8);
        socket.getOutputStream().write((message.length + ":").getBytes(UTF_8));
        socket.getOutputStream().write(message);
        socket.getOutputStream().flush();
        List<?> answer = (List<?>) Json.object("{\"answer\":" + read() + "}").get("answer");
        if (answer == null || answer.get(2) != null) {
            throw new IOException(name + ": " + answer);
        }
        Object result = answer.get(3);
        return result instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
    }

    /** A message: its length, a colon, and JSON. */
    private String read() throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int length = 0;
        for (int digit = in.readUnsignedByte(); digit != ':'; digit = in.readUnsignedByte()) {
            length = length * 10 + digit - '0';
        }
        byte[] message = new byte[length];
        in.readFully(message);
        return new String(message, UTF_8);
    }

    @Override
    public void close() {
        try (program) {
            socket.close();
        } catch (IOException alreadyGone) {
            // it ends below
        }
    }
}
