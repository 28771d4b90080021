package dev.portcullis.app.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Debian's Apache with PHP, as a private instance on a port of its own: the origin of the tests. Nothing outside its own
 * directory is written.
 */
final class ApachePhp implements BeforeAllCallback, AfterAllCallback {

    static final String WIKI_USER = "gardener";
    static final String WIKI_PASSWORD = "a password for tests";

    private static final Path MODULES = Path.of("/usr/lib/apache2/modules");
    private static final Path RESOURCES = Path.of("src/test/resources/e2e");
    private static final List<String> SAVED = List.of(
            "pages", "attic", "meta", "media", "media_attic", "media_meta", "cache", "index", "locks", "tmp", "log");
    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration STOP = Duration.ofSeconds(20);

    private final boolean withDokuWiki;
    private final boolean wantsProxyHeader;
    private final int port = FreePort.find();
    private @Nullable Path root;
    private @Nullable Program apache;

    private ApachePhp(boolean withDokuWiki, boolean wantsProxyHeader) {
        this.withDokuWiki = withDokuWiki;
        this.wantsProxyHeader = wantsProxyHeader;
    }

    /** With the pages of {@code e2e/site} only. */
    static ApachePhp plain() {
        return new ApachePhp(false, false);
    }

    /** The same, where each connection must begin with a header of the PROXY protocol: that says who the visitor is. */
    static ApachePhp wantingProxyHeaders() {
        return new ApachePhp(false, true);
    }

    /** With DokuWiki too, at {@code /dokuwiki/}: one page, and one user who may edit. */
    static ApachePhp withDokuWiki() {
        return new ApachePhp(true, false);
    }

    int port() {
        return port;
    }

    /** As the configuration's {@code origin} wants it. */
    String origin() {
        return "http://127.0.0.1:" + port;
    }

    /** Its access log so far: the visitor as PHP sees it, the peer, the request line, the status, how the connection went on. */
    List<String> accessLog() {
        return read(root().resolve("logs/access.log"));
    }

    /** Has what {@code database.php} asks answer nobody, or everybody again. */
    void databaseHangs(boolean hangs) throws IOException {
        Path mark = root().resolve("tmp/database-hangs");
        if (hangs) {
            Files.createFile(mark);
        } else {
            Files.delete(mark);
        }
    }

    /** What it, or PHP, complained about so far. */
    private List<String> errorLog() {
        return Stream.of("logs/error.log", "tmp/php.log")
                .flatMap(log -> read(root().resolve(log)).stream())
                .toList();
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        root = Files.createTempDirectory("portcullis-e2e");
        try {
            lay(root);
            start();
        } catch (IOException | RuntimeException | AssertionError e) {
            afterAll(context);
            throw e;
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        stop();
        Path laid = root;
        if (laid != null) {
            Directories.delete(laid);
        }
    }

    /** Starts it and waits until it listens. */
    void start() {
        Path home = root();
        List<String> command = new ArrayList<>();
        // Apache ends by SIGTERM to its whole process group, which must not be the test's own.
        command.add(Program.find("setsid", "util-linux"));
        command.add(Program.find("apache2", "apache2-bin"));
        command.add("-DFOREGROUND");
        if (isRoot()) {
            command.add("-DAS_ROOT");
        }
        if (withDokuWiki) {
            command.add("-DDOKUWIKI");
        }
        if (wantsProxyHeader) {
            command.add("-DPROXY_PROTOCOL");
        }
        define(command, "ROOT", home);
        define(command, "LOGS", home.resolve("logs"));
        define(command, "PORT", port);
        define(command, "MODULES", MODULES);
        define(command, "PHP_MODULE", phpModule());
        define(
                command,
                "SNIPPET",
                Path.of("../conf/apache/portcullis.conf").toAbsolutePath().normalize());
        command.add("-f");
        command.add(RESOURCES.resolve("httpd.conf").toAbsolutePath().toString());
        Program started = Program.start(command);
        apache = started;
        Await.until(
                START,
                () -> "Apache to listen; it said:\n" + started.text() + String.join("\n", errorLog()),
                () -> !started.isRunning() || listens());
        if (!started.isRunning()) {
            throw new AssertionError("Apache does not start:\n" + started.text() + String.join("\n", errorLog()));
        }
    }

    /** Stops it, requests under way included, and waits until it is gone. */
    void stop() {
        Program running = apache;
        apache = null;
        if (running != null) {
            try (running) {
                running.terminate();
                running.awaitExit(STOP);
            }
        }
    }

    private void lay(Path home) throws IOException {
        Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectory(home.resolve("logs"));
        writableByApache(Files.createDirectory(home.resolve("tmp")));
        copy(RESOURCES.resolve("site"), home.resolve("site"));
        Files.copy(Path.of("../docs/portcullis-signal.php"), home.resolve("site/portcullis-signal.php"));
        if (withDokuWiki) {
            layDokuWiki(Files.createDirectory(home.resolve("dokuwiki")));
        }
    }

    private void layDokuWiki(Path wiki) throws IOException {
        if (!Files.isDirectory(Path.of("/usr/share/dokuwiki"))) {
            throw new AssertionError("DokuWiki is missing: install Debian's package dokuwiki (.ci/install does)");
        }
        Path given = RESOURCES.resolve("dokuwiki");
        Path conf = Files.createDirectory(wiki.resolve("conf"));
        Files.copy(given.resolve("prepend.php"), wiki.resolve("prepend.php"));
        Files.copy(given.resolve("local.php"), conf.resolve("local.php"));
        Files.copy(given.resolve("acl.auth.php"), conf.resolve("acl.auth.php"));
        Files.writeString(
                conf.resolve("users.auth.php"),
                WIKI_USER + ":" + md5(WIKI_PASSWORD) + ":A gardener:gardener@portcullis.test:user\n");
        Path data = Files.createDirectory(wiki.resolve("data"));
        for (String directory : SAVED) {
            Files.createDirectory(data.resolve(directory));
        }
        Files.copy(given.resolve("start.txt"), data.resolve("pages/start.txt"));
        try (Stream<Path> saved = Files.walk(data)) {
            for (Path path : saved.toList()) {
                writableByApache(path);
            }
        }
    }

    private static void writableByApache(Path path) throws IOException {
        if (isRoot()) {
            Files.setOwner(
                    path, path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("www-data"));
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectory(to);
        try (Stream<Path> files = Files.list(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
    }

    private static String phpModule() {
        if (Files.isDirectory(MODULES)) {
            try (Stream<Path> modules = Files.list(MODULES)) {
                return modules.map(module -> module.getFileName().toString())
                        .filter(name -> name.matches("libphp.*\\.so"))
                        .findFirst()
                        .orElseThrow(ApachePhp::noPhp);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        throw noPhp();
    }

    private static AssertionError noPhp() {
        return new AssertionError(
                "PHP for Apache is missing: install Debian's package libapache2-mod-php (.ci/install does)");
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static void define(List<String> command, String name, Object value) {
        command.add("-C");
        command.add("Define " + name + " " + value);
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private Path root() {
        Path laid = root;
        if (laid == null) {
            throw new IllegalStateException("Apache is started before all tests of a class");
        }
        return laid;
    }

    private static List<String> read(Path log) {
        try {
            return Files.exists(log) ? Files.readAllLines(log) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new AssertionError("every Java has MD5", impossible);
        }
    }
}
