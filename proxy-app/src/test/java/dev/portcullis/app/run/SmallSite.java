package dev.portcullis.app.run;

import com.sun.net.httpserver.HttpServer;
import dev.portcullis.app.report.Endpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.ToIntFunction;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A site on this machine that answers every request at once, with a status and without a body, while a test runs. */
final class SmallSite implements BeforeEachCallback, AfterEachCallback {

    private final HttpServer server;

    /** Answers 200. */
    SmallSite() {
        this(path -> 200);
    }

    /** Answers with the status that each path has. */
    SmallSite(ToIntFunction<String> statuses) {
        try {
            server = HttpServer.create(Loopback.ANY_PORT, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(
                    statuses.applyAsInt(exchange.getRequestURI().getPath()), -1);
            exchange.close();
        });
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        server.start();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        server.stop(0);
    }

    /** Where it is, as a configuration says it: {@code http://127.0.0.1:40123}. */
    String url() {
        return "http://" + Endpoint.text(server.getAddress());
    }
}
