package dev.portcullis.app.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A small site that behaves as a CMS on PHP does: a page occupies one of a few workers for its time, and who finds none free
 * waits. It has some pages, a login form that knows nobody, and nothing else.
 */
final class SampleSite implements AutoCloseable {

    static final int WORKERS = 8;
    static final Duration PAGE = Duration.ofMillis(150);
    private static final Duration NOT_FOUND = Duration.ofMillis(20);

    private final HttpServer server;
    private final ExecutorService workers;

    private SampleSite(HttpServer server, ExecutorService workers) {
        this.server = server;
        this.workers = workers;
    }

    /** Starts the site on a loopback port; 0 lets the system choose. */
    static SampleSite start(InetSocketAddress listen) throws IOException {
        HttpServer server = HttpServer.create(listen, 0);
        ExecutorService workers = Executors.newFixedThreadPool(WORKERS, task -> {
            Thread thread = new Thread(task, "sample-site");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(workers);
        server.createContext("/", SampleSite::answer);
        server.start();
        return new SampleSite(server, workers);
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().getPath();
        switch (path) {
            case "/" -> page(exchange, "Welcome", "A page of this site takes 150 ms, as a CMS does.");
            case "/news" -> page(exchange, "News", "A bot was seen. Then it was not.");
            case "/about" -> page(exchange, "About", "A small site behind Portcullis.");
            case "/login" ->
                page(exchange, "Log in", form(exchange.getRequestMethod().equals("POST")));
            default -> send(exchange, 404, NOT_FOUND, html("Not found", "There is no such page."));
        }
    }

    private static String form(boolean tried) {
        return (tried ? "Wrong password. " : "")
                + "<form method=post><input name=user> <input name=password type=password> <button>Log in</button></form>";
    }

    private static void page(HttpExchange exchange, String title, String text) throws IOException {
        send(exchange, 200, PAGE, html(title, text));
    }

    private static String html(String title, String text) {
        return "<!doctype html><html lang=en><meta charset=utf-8><title>" + title + "</title><h1>" + title + "</h1><p>"
                + text + "<p><a href=/>Welcome</a> <a href=/news>News</a> <a href=/about>About</a>"
                + " <a href=/login>Log in</a></html>\n";
    }

    private static void send(HttpExchange exchange, int status, Duration takes, String html) throws IOException {
        work(takes);
        byte[] body = html.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head ? -1 : body.length);
        if (!head) {
            try (OutputStream out = exchange.getResponseBody()) {
                out.write(body);
            }
        }
        exchange.close();
    }

    /** Keeps the worker busy. */
    private static void work(Duration time) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the site stops", e);
        }
    }
}
