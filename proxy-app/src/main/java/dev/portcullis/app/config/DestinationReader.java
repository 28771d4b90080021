package dev.portcullis.app.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.app.notify.Destination;
import dev.portcullis.app.notify.Destination.Login;
import dev.portcullis.app.notify.Destination.Security;
import dev.portcullis.app.notify.Destination.Shape;
import dev.portcullis.app.notify.Secret;
import dev.portcullis.rules.config.BadValue;
import dev.portcullis.rules.config.Kind;
import dev.portcullis.rules.config.Kinds;
import dev.portcullis.rules.config.Section;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads where a target's messages go. What opens a door is shown in no problem. */
final class DestinationReader {

    private static final int MOST_RECIPIENTS = 20;
    private static final int LONGEST_SECRET = 4096;
    private static final Pattern HOST =
            Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9.-]{0,251}[a-zA-Z0-9])?|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");
    private static final Pattern MAIL = Pattern.compile(
            "[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?");

    private static final Kind<Security> SECURITY = Kinds.words(Security.class);
    private static final Kind<Secret> URL = Kind.of("a URL such as \"https://hooks.example/services/...\"", text -> {
        url(text);
        return new Secret(text);
    });
    private static final Kind<Secret> SECRET = Kind.of("1 to 4096 letters, digits and signs of ASCII", text -> {
        if (text.isEmpty() || text.length() > LONGEST_SECRET || !text.matches("[ -~]+")) {
            throw new BadValue("is empty, too long, or has other characters");
        }
        return new Secret(text);
    });
    private static final Kind<String> HOST_NAME = Kind.of("a host such as mail.example or 127.0.0.1", text -> {
        if (!HOST.matcher(text).matches()) {
            throw new BadValue(quoted(text) + " is no host's name or address");
        }
        return text;
    });
    private static final Kind<String> ADDRESS = Kind.of("a mail address such as admin@example.org", text -> {
        if (!MAIL.matcher(text).matches()) {
            throw new BadValue(quoted(text) + " is no mail address");
        }
        return text;
    });
    private static final Kind<String> USER = Kinds.text("the name to log in with");
    private static final Kind<String> FILE = Kinds.text("the path of a file that holds nothing else");

    private DestinationReader() {}

    /** The words for where messages can go. */
    enum TargetKind {
        WEBHOOK,
        SLACK,
        MATTERMOST,
        DISCORD,
        NTFY,
        SMTP
    }

    /** The destination; null when it is wrong, or {@code kind} is null. */
    static @Nullable Destination read(Section section, @Nullable TargetKind kind) {
        if (kind == null) {
            everyKey(section);
            return null;
        }
        return switch (kind) {
            case WEBHOOK -> web(section, Shape.WEBHOOK);
            case SLACK -> web(section, Shape.SLACK);
            case MATTERMOST -> web(section, Shape.MATTERMOST);
            case DISCORD -> web(section, Shape.DISCORD);
            case NTFY -> web(section, Shape.NTFY);
            case SMTP -> mail(section);
        };
    }

    /** Of what kind it is to be is not known: no key is called unknown then. */
    private static void everyKey(Section section) {
        List.of(
                        "url",
                        "url-file",
                        "token",
                        "token-file",
                        "host",
                        "port",
                        "security",
                        "user",
                        "password",
                        "password-file")
                .forEach(section::has);
        List.of("from", "to").forEach(section::has);
    }

    private static @Nullable Destination web(Section section, Shape shape) {
        Secret url = secret(section, "url", URL);
        if (url == null && !section.has("url") && !section.has("url-file")) {
            section.error("url", "is missing", URL.expected());
        }
        boolean takesToken = shape == Shape.WEBHOOK || shape == Shape.NTFY;
        Secret token = takesToken ? secret(section, "token", SECRET) : null;
        if (url != null && url.isReadableOnItsWay()) {
            section.warn("url", "is not https: whoever is on the way can read it, and use it", "https://...");
        }
        return url == null ? null : new Destination.Web(shape, url, token);
    }

    private static @Nullable Destination mail(Section section) {
        String host = section.need("host", HOST_NAME);
        boolean here = host == null || host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
        Security security = section.get("security", SECURITY, here ? Security.OFF : Security.STARTTLS);
        int port = section.get("port", Kinds.integers(1, 65_535), port(security));
        Login login = login(section);
        String from = section.need("from", ADDRESS);
        List<Section.Item<String>> to = section.some("to", ADDRESS);
        if (!section.has("to")) {
            section.error("to", "is missing", ADDRESS.expected() + ", or a list of them");
        } else if (to.size() > MOST_RECIPIENTS) {
            section.error("to", "has " + to.size() + " addresses, which are too many", "at most " + MOST_RECIPIENTS);
        }
        if (login != null && security == Security.OFF && !here) {
            section.warn("security", "is off: whoever is on the way can read the password", "starttls or tls");
        }
        return host == null || from == null || to.isEmpty()
                ? null
                : new Destination.Mail(
                        host,
                        port,
                        security,
                        login,
                        from,
                        to.stream().map(Section.Item::value).toList());
    }

    private static int port(Security security) {
        return switch (security) {
            case OFF -> 25;
            case STARTTLS -> 587;
            case TLS -> 465;
        };
    }

    private static @Nullable Login login(Section section) {
        String user = section.find("user", USER);
        Secret password = secret(section, "password", SECRET);
        boolean said = section.has("password") || section.has("password-file");
        if (user != null && !said) {
            section.error("user", "has no password beside it", "password or password-file");
        }
        if (user == null && said && !section.has("user")) {
            section.error("user", "is missing, though there is a password", USER.expected());
        }
        return user == null || password == null ? null : new Login(user, password);
    }

    /** What stands under the key, or in the file that {@code KEY-file} names; null when neither is there or it is wrong. */
    private static @Nullable Secret secret(Section section, String key, Kind<Secret> kind) {
        String file = section.find(key + "-file", FILE);
        if (!section.has(key + "-file")) {
            return section.find(key, kind);
        }
        if (section.has(key)) {
            section.error(key, "stands there twice", key + " or " + key + "-file");
            return null;
        }
        return file == null ? null : inFile(section, key + "-file", file, kind);
    }

    private static @Nullable Secret inFile(Section section, String key, String file, Kind<Secret> kind) {
        try {
            Path path = Path.of(file);
            if (!path.isAbsolute()) {
                section.error(key, quoted(file) + " is not the whole path of a file", FILE.expected());
            } else if (Files.size(path) > LONGEST_SECRET) {
                section.error(key, file + " is too large to hold only that", kind.expected());
            } else {
                return kind.parse(Files.readString(path).strip());
            }
        } catch (IOException e) {
            section.error(key, "can't read " + file + ": " + e.getClass().getSimpleName(), FILE.expected());
        } catch (InvalidPathException e) {
            section.error(key, quoted(file) + " is not a path", FILE.expected());
        } catch (BadValue bad) {
            section.error(key, "what stands in " + file + " " + bad.found(), kind.expected());
        }
        return null;
    }

    private static void url(String text) throws BadValue {
        URI url;
        try {
            url = new URI(text);
        } catch (URISyntaxException e) {
            throw new BadValue("is no URL");
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new BadValue("does not begin with https:// (HOCON wants quotes around a URL)");
        }
        if (url.getHost() == null) {
            throw new BadValue(
                    url.isOpaque() || url.getRawAuthority() == null
                            ? "has no host (HOCON wants quotes around a URL)"
                            : "has no host that can be one");
        }
        if (url.getUserInfo() != null) {
            throw new BadValue("has a user name or password in it, which is not sent; there is the key token");
        }
        if (url.getRawFragment() != null) {
            throw new BadValue("has a part after #, which is never sent");
        }
    }
}
