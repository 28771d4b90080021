package dev.portcullis.app.admin;

import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The files of the live page: plain HTML, CSS and JavaScript, which hold nothing of the running program. */
final class PageFiles {

    private static final Map<String, Answer> FILES = Map.of(
            "/", read("index.html", "text/html"),
            "/page.css", read("page.css", "text/css"),
            "/page.js", read("page.js", "text/javascript"),
            "/chart.js", read("chart.js", "text/javascript"),
            "/icon.svg", read("icon.svg", "image/svg+xml"));

    private PageFiles() {}

    /** The file at this path; null when there is none. */
    static @Nullable Answer at(String path) {
        return FILES.get(path);
    }

    private static Answer read(String name, String type) {
        try (InputStream in = PageFiles.class.getResourceAsStream("/page/" + name)) {
            byte[] bytes = Objects.requireNonNull(in, name).readAllBytes();
            return new Answer(
                    HttpResponseStatus.OK, type + "; charset=utf-8", new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
