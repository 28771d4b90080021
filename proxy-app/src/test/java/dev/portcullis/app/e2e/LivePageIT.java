package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The administrator looks at the live page with a real browser, while bots send what should break it. */
@Timeout(180)
class LivePageIT {

    private static final String BOT = "127.0.0.66";
    private static final String MARKUP =
            "<img src=x onerror=document.title='broken'><script>document.title='broken'</script>";
    private static final int MANY_BANS = 100_000;
    private static final Duration SOON = Duration.ofSeconds(20);

    private final SocketOrigin site = new SocketOrigin();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> "origin = \"" + site.origin()
            + "\"\nrules.trap { where { path = \"/trap*\" }, then = ban, for = 1 hour }\n");

    @AfterEach
    void stopSite() throws IOException {
        site.close();
    }

    @Test
    void itShowsWhatBotsSendAsTextAndLiftsABanWithTheTokenOnly(@TempDir Path profile) throws IOException {
        site.answersWith(connection -> SocketOrigin.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        try (Browser browser = new Browser(profile)) {
            String page = "http://127.0.0.1:" + portcullis.adminPort() + "/";
            browser.open(page);
            browser.awaitText("#state", "live");
            for (int i = 0; i < 20; i++) {
                ask("127.0.0.20", "/%3Cimg%20src=x%20onerror=document.title='broken'%3E");
            }
            ask(BOT, "/trap%3Cscript%3Edocument.title='broken'%3C/script%3E");

            browser.awaitText("#busiest", MARKUP);
            browser.awaitText("#busiest", "/<img src=x onerror=document.title='broken'>");
            browser.awaitText("#bans", BOT);
            browser.awaitText("#rules", "trap");
            assertThat(browser.title()).isEqualTo("Portcullis");
            assertThat(browser.script("return document.querySelectorAll('main img, main script, main iframe').length"))
                    .as("elements made of what bots sent")
                    .isEqualTo("0");
            assertThat(browser.script(
                            "try { document.body.innerHTML = 'x'; return 'done' } catch (e) { return e.name }"))
                    .as("markup out of a string, which the browser refuses")
                    .isEqualTo("TypeError");

            browser.click("#bans button");
            browser.click("#lift-yes");
            browser.awaitText("#token-title", "token is needed");
            browser.type("#token", "wrong-wrong-wrong-wrong");
            browser.click("#token-form button[type=submit]");
            browser.awaitText("#token-error", "not the token");
            assertThat(portcullis.ask("ban", "list").text()).contains(BOT);
            browser.type("#token", portcullis.token());
            browser.click("#token-form button[type=submit]");

            Await.until(
                    SOON,
                    "the ban to be lifted",
                    () -> portcullis.ask("ban", "list").text().contains("Nobody is banned"));
            browser.awaitText("section:nth-of-type(5)", "Nobody is banned");
        }
    }

    @Test
    void itIsReadableInTheDarkAndOnAPhone(@TempDir Path profile) throws IOException {
        site.answersWith(connection -> SocketOrigin.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        try (Load load = Load.start(() -> portcullis.visitor("127.0.0.20"), "/a/page", 100);
                Visitor bot = portcullis.visitor(BOT);
                Browser browser = new Browser(profile)) {
            bot.get("/trap.php");
            Await.until(SOON, "some load", () -> load.answered() > 300);
            String page = portcullis.ask("page").text().strip();
            assertThat(page).startsWith("http://127.0.0.1:" + portcullis.adminPort() + "/#token=");
            browser.open(page);
            browser.awaitText("#state", "live");
            browser.awaitText("#bans", BOT);
            assertThat(browser.script("return location.hash"))
                    .as("the token is out of the address")
                    .isEmpty();
            for (String scheme : new String[] {"light", "dark"}) {
                for (int width : new int[] {1200, 390}) {
                    browser.look(width, 1100, scheme);
                    assertThat(browser.script("return document.documentElement.scrollWidth <= window.innerWidth"))
                            .as("nothing is wider than the screen: " + width)
                            .isEqualTo("true");
                    String shots = System.getProperty("portcullis.shots");
                    if (shots != null) {
                        Files.write(
                                Path.of(shots, scheme + "-" + width + ".png"),
                                Base64.getDecoder().decode(browser.screenshot()));
                    }
                }
            }
            assertThat(browser.script("return getComputedStyle(document.body).backgroundColor"))
                    .as("dark")
                    .isEqualTo("rgb(18, 22, 28)");
            assertThat(browser.script("return getComputedStyle(document.querySelector('thead')).position"))
                    .as("on a phone rows are cards")
                    .isEqualTo("absolute");
            load.end();
        }
    }

    @Test
    void aBanIsLiftedWithTheKeyboardAlone(@TempDir Path profile) throws IOException {
        site.answersWith(connection -> SocketOrigin.send(connection, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        portcullis.ask("ban", "add", "127.0.0.67", "--for", "1h", "--reason", "another");
        portcullis.ask("ban", "add", BOT, "--for", "1h", "--reason", "a test");
        try (Browser browser = new Browser(profile)) {
            browser.open(portcullis.ask("page").text().strip());
            browser.awaitText("#state", "live");
            browser.awaitText("#bans", BOT);

            browser.press(Browser.Keys.TAB);
            assertThat(focused(browser)).isEqualTo("Skip to the clients");
            browser.press(Browser.Keys.TAB);
            assertThat(focused(browser)).isEqualTo("Pause");
            assertThat(browser.script("return getComputedStyle(document.activeElement).outlineStyle"))
                    .as("the focus is seen")
                    .isEqualTo("solid");
            assertThat(browser.script("return parseFloat(getComputedStyle(document.activeElement).outlineWidth) >= 2"))
                    .isEqualTo("true");
            browser.press(Browser.Keys.TAB);
            for (int i = 0; i < 10 && !focused(browser).startsWith("Lift"); i++) {
                browser.press(Browser.Keys.TAB);
            }
            assertThat(focused(browser)).as("the first button of the table").startsWith("Lift");
            String first = browser.script("return document.activeElement.closest('tr').cells[0].innerText.trim()");
            assertThat(first).isEqualTo(BOT);
            browser.script("return new Promise(done => setTimeout(done, 2500))"); // the rows are drawn anew meanwhile
            assertThat(focused(browser)).as("what has the focus keeps it").startsWith("Lift");

            browser.press(Browser.Keys.ENTER);
            browser.awaitText("#lift-text", BOT);
            assertThat(browser.script("return document.querySelector('#lift-dialog').contains(document.activeElement)"))
                    .isEqualTo("true");
            browser.press(Browser.Keys.ESCAPE);
            assertThat(browser.script("return document.querySelector('#lift-dialog').open"))
                    .isEqualTo("false");
            assertThat(focused(browser)).as("it is back where it was").startsWith("Lift");
            assertThat(portcullis.ask("ban", "list").text()).contains(BOT);

            browser.press(Browser.Keys.ENTER);
            for (int i = 0; i < 4 && !focused(browser).equals("Lift the ban"); i++) {
                browser.press(Browser.Keys.TAB);
            }
            assertThat(focused(browser)).isEqualTo("Lift the ban");
            browser.press(List.of(Browser.Keys.SHIFT, Browser.Keys.TAB));
            browser.press(Browser.Keys.TAB);
            assertThat(focused(browser)).as("back and forth").isEqualTo("Lift the ban");
            browser.press(Browser.Keys.ENTER);

            Await.until(
                    SOON,
                    "the ban to be lifted",
                    () -> !portcullis.ask("ban", "list").text().contains(BOT));
            assertThat(portcullis.ask("ban", "list").text()).contains("127.0.0.67");
        }
    }

    @Test
    void aHundredThousandBansLeaveThePageAndTheApiQuick(@TempDir Path profile) throws IOException {
        Path list = profile.resolve("list");
        Files.write(
                list,
                IntStream.range(0, MANY_BANS)
                        .mapToObj(i -> "10." + (i >> 16) + "." + (i >> 8 & 255) + "." + (i & 255))
                        .toList());
        Program.Finished imported = portcullis.ask("ban", "import", list.toString(), "--for", "1h");
        assertThat(imported.code()).as(imported.text()).isZero();

        for (int i = 0; i < 5; i++) {
            long before = System.nanoTime();
            Visitor.Page live = portcullis.admin("/api/v1/live");
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(2));
            assertThat(live.status()).isEqualTo(200);
            assertThat(live.text()).hasSizeLessThan(300_000);
        }
        assertThat(portcullis.ask("ban", "list", "--limit", "3").text()).contains("... and 99997 older ones");
        assertThat(portcullis.ask("ban", "export").text().lines().distinct()).hasSize(MANY_BANS);
        try (Browser browser = new Browser(profile.resolve("profile"))) {
            browser.open("http://127.0.0.1:" + portcullis.adminPort() + "/");
            browser.awaitText("#state", "live");
            browser.awaitText("#bancount", Integer.toString(MANY_BANS));
            assertThat(browser.script("return document.querySelectorAll('#bans tbody tr').length"))
                    .as("the newest only")
                    .isEqualTo("50");
            browser.awaitText("#bans-shown", "the newest 50 of " + MANY_BANS);
            browser.click("#older");
            browser.awaitText("#bans-shown", "the newest 100 of " + MANY_BANS);
            browser.click("#older");
            browser.awaitText("#bans-shown", "the newest 200 of " + MANY_BANS);
        }
        Program.Finished lifted = portcullis.ask("ban", "remove", "10.0.0.7");
        assertThat(lifted.code()).as(lifted.text()).isZero();
    }

    private static String focused(Browser browser) throws IOException {
        return browser.script("return document.activeElement.innerText.trim()");
    }

    @Test
    void aPageElsewhereCanNeitherReadNorChangeAnything(@TempDir Path profile) throws IOException {
        site.answersWith(connection -> SocketOrigin.send(
                connection,
                "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\n\r\n<title>evil</title> "));
        portcullis.ask("ban", "add", BOT, "--for", "1h", "--reason", "a test");
        try (Browser browser = new Browser(profile)) {
            browser.open("http://127.0.0.1:" + portcullis.port() + "/");
            String admin = "http://127.0.0.1:" + portcullis.adminPort();
            assertThat(browser.script("return fetch('" + admin + "/api/v1/bans').then(a => 'read', e => e.name)"))
                    .isEqualTo("TypeError");
        }
        assertThat(portcullis.ask("ban", "list").text()).contains(BOT);
    }

    /** Asks from an address, with a user agent that is markup, and waits for the end of the answer. */
    private void ask(String address, String target) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(address, 0));
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), portcullis.port()), 10_000);
            socket.setSoTimeout(10_000);
            SocketOrigin.send(
                    socket,
                    "GET " + target + " HTTP/1.1\r\nHost: www.portcullis.test\r\nConnection: close\r\nUser-Agent: "
                            + MARKUP + "\r\n\r\n");
            socket.getInputStream().readAllBytes();
        }
    }
}
