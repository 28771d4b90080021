package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 over TLS as Chromium and Firefox speak it, before Apache: pages, uploads, and a hundred pictures at once. */
@Timeout(240)
class Http2BrowsersIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private static final String PICTURES = """
            return Promise.all([...Array(100).keys()].map(i => new Promise((done, failed) => {
              const picture = new Image();
              picture.onload = () => done(picture.naturalWidth);
              picture.onerror = () => failed(new Error('picture ' + i));
              picture.src = '/picture.php?i=' + i;
              document.body.append(picture);
            }))).then(widths => widths.length + ' pictures ' + [...new Set(widths)])""";

    private static final String UPLOAD = """
            return fetch('/upload.php', { method: 'POST', body: new Uint8Array(3 << 20).fill(65) })
              .then(answer => answer.text())""";

    private static final String FORM = """
            return fetch('/index.php', { method: 'POST', body: new URLSearchParams({ a: 'b c', d: '%' }) })
              .then(answer => String(answer.status))""";

    private static final String PROTOCOLS = """
            const kinds = ['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind));
            return [...new Set(kinds.map(entry => entry.nextHopProtocol))].join()""";

    @RegisterExtension
    static final ApachePhp APACHE = ApachePhp.plain();

    private final int port = FreePort.find();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> "origin = \"" + APACHE.origin()
            + "\"\nlisten += \"https://127.0.0.1:" + port + "\"\ntls.certificates = [{ certificate = \""
            + Certificate.FOR_TESTS.chainFile() + "\", key = \"" + Certificate.FOR_TESTS.keyFile() + "\" }]\n");

    @Test
    void chromiumIsServed(@TempDir Path profile) throws IOException {
        try (Browser browser = new Browser(profile)) {
            isServed(browser, "Chrome/");
        }
    }

    @Test
    void firefoxIsServed(@TempDir Path profile) throws IOException {
        try (Firefox browser = new Firefox(profile)) {
            isServed(browser, "Firefox/");
        }
    }

    private void isServed(WebPages browser, String agent) throws IOException {
        browser.open("https://127.0.0.1:" + port + "/index.php");
        assertThat(browser.script("return navigator.userAgent")).contains(agent);
        assertThat(browser.script("return document.body.innerText")).isNotBlank();
        assertThat(browser.script(PICTURES)).isEqualTo("100 pictures 1");
        assertThat(browser.script(UPLOAD)).contains("\"size\":" + (3 << 20));
        assertThat(browser.script(FORM)).isEqualTo("200");
        assertThat(browser.script(PROTOCOLS)).isEqualTo("h2");

        Await.until(
                SOON,
                () -> portcullis.accessLog().toString(),
                () -> lines("GET /picture.php?i=") == 100
                        && lines("GET /index.php HTTP/2.0\" 200") >= 1
                        && lines("POST /upload.php HTTP/2.0\" 200") == 1
                        && lines("POST /index.php HTTP/2.0\" 200") == 1);
        assertThat(portcullis.accessLog()).noneMatch(line -> line.contains("HTTP/1.1\""));
        assertThat(portcullis.accessLog()).noneMatch(line -> line.contains("\" 4") && !line.contains("/favicon.ico"));
        assertThat(portcullis.ask("ban", "list").text()).contains("Nobody is banned");
    }

    private long lines(String wanted) {
        return portcullis.accessLog().stream()
                .filter(line -> line.contains(wanted))
                .count();
    }
}
