package dev.portcullis.app.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A headless Chromium with a fresh profile, driven as a person would: it opens, reads, types and clicks (W3C WebDriver). */
final class Browser implements WebPages {

    private static final Pattern STARTED = Pattern.compile("started successfully on port (\\d+)");
    private static final Duration START = Duration.ofSeconds(60);
    private static final Duration COMMAND = Duration.ofSeconds(60);
    /** The key of an element's id in WebDriver's answers (W3C WebDriver 12.1). */
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Program driver;
    private final URI session;

    /** Starts it; {@code profile} is a directory for what it keeps. */
    Browser(Path profile) throws IOException {
        String chromium = Program.find("chromium", "chromium");
        driver = Program.start(List.of(Program.find("chromedriver", "chromium-driver"), "--port=" + FreePort.find()));
        try {
            Matcher port = STARTED.matcher(driver.awaitLine(
                    START, "its port", line -> STARTED.matcher(line).find()));
            if (!port.find()) {
                throw new IllegalStateException("the line was chosen because it matches");
            }
            URI root = URI.create("http://127.0.0.1:" + port.group(1) + "/session");
            Map<String, @Nullable Object> created = value(call("POST", root, capabilities(chromium, profile)));
            session = URI.create(root + "/" + created.get("sessionId"));
        } catch (IOException | RuntimeException | AssertionError e) {
            driver.close();
            throw e;
        }
    }

    @Override
    public void open(String url) throws IOException {
        post("/url", Map.of("url", url));
    }

    /** The title of the page. */
    String title() throws IOException {
        return String.valueOf(call("GET", URI.create(session + "/title"), null).get("value"));
    }

    /** Waits until the first element that matches a CSS selector shows a text: after a click, the next page comes when it comes. */
    void awaitText(String css, String wanted) {
        Await.until(COMMAND, "\"" + wanted + "\" in " + css, () -> {
            try {
                return text(css).contains(wanted);
            } catch (IOException notThereYet) {
                return false;
            }
        });
    }

    /** Clicks on the first element that matches. */
    void click(String css) throws IOException {
        post(element(css) + "/click", Map.of());
    }

    /** Types into the first element that matches, after emptying it. */
    void type(String css, String text) throws IOException {
        String element = element(css);
        post(element + "/clear", Map.of());
        post(element + "/value", Map.of("text", text));
    }

    /** Presses a key and lets it go, wherever the focus is: a character, or one of {@link Keys}. */
    void press(String key) throws IOException {
        press(List.of(key));
    }

    /** Presses these keys, the one while those before are held, and lets them go. */
    void press(List<String> keys) throws IOException {
        List<Map<String, String>> steps = new ArrayList<>();
        keys.forEach(key -> steps.add(Map.of("type", "keyDown", "value", key)));
        keys.forEach(key -> steps.add(Map.of("type", "keyUp", "value", key)));
        post("/actions", Map.of("actions", List.of(Map.of("type", "key", "id", "keyboard", "actions", steps))));
    }

    /** Keys that are no character, as WebDriver writes them (W3C WebDriver 17.4.2). */
    static final class Keys {
        static final String TAB = "\uE004";
        static final String ENTER = "\uE007";
        static final String SHIFT = "\uE008";
        static final String ESCAPE = "\uE00C";

        private Keys() {}
    }

    @Override
    public String script(String body) throws IOException {
        return String.valueOf(
                post("/execute/sync", Map.of("script", body, "args", List.of())).get("value"));
    }

    /** Looks with a screen of this size, in pixels, and a colour scheme: {@code light} or {@code dark}. */
    void look(int width, int height, String scheme) throws IOException {
        command(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        command(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    /** What is seen, as PNG in Base64. */
    String screenshot() throws IOException {
        return String.valueOf(
                call("GET", URI.create(session + "/screenshot"), null).get("value"));
    }

    private void command(String name, Map<String, ?> parameters) throws IOException {
        post("/goog/cdp/execute", Map.of("cmd", name, "params", parameters));
    }

    @Override
    public void close() {
        try {
            call("DELETE", session, null);
        } catch (IOException alreadyGone) {
            // the driver ends below, and the browser with it
        } finally {
            driver.close();
        }
    }

    private static Map<String, Object> capabilities(String chromium, Path profile) {
        List<String> arguments = List.of(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-proxy-server",
                "--user-data-dir=" + profile);
        Map<String, Object> wanted = Map.of(
                "browserName",
                "chrome",
                "acceptInsecureCerts",
                true,
                "goog:chromeOptions",
                Map.of("binary", chromium, "args", arguments));
        return Map.of("capabilities", Map.of("alwaysMatch", wanted));
    }

    private String text(String css) throws IOException {
        return String.valueOf(
                call("GET", URI.create(session + element(css) + "/text"), null).get("value"));
    }

    private String element(String css) throws IOException {
        Map<String, @Nullable Object> found = value(post("/element", Map.of("using", "css selector", "value", css)));
        return "/element/" + found.get(ELEMENT);
    }

    private Map<String, @Nullable Object> post(String path, Map<String, ?> body) throws IOException {
        return call("POST", URI.create(session + path), body);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> value(Map<String, @Nullable Object> answer) throws IOException {
        if (answer.get("value") instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new IOException("not an object: " + answer);
    }

    private Map<String, @Nullable Object> call(String method, URI uri, @Nullable Map<String, ?> body)
            throws IOException {
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(COMMAND)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(Json.text(body)))
                .build();
        try {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException(method + " " + uri + " " + body + ": " + response.body());
            }
            return Json.object(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
