package dev.portcullis.app.notify;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where messages go, and in which shape. */
public sealed interface Destination {

    /** The word for its kind in the configuration. */
    String kind();

    /**
     * A server that takes messages by HTTP.
     *
     * @param shape what it wants to get
     * @param url where it gets it, by {@code https} or {@code http}; it usually holds what opens the door
     * @param token what stands in Authorization as a bearer; null for none
     */
    record Web(Shape shape, Secret url, @Nullable Secret token) implements Destination {

        @Override
        public String kind() {
            return shape.name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a server that takes messages by HTTP wants to get. */
    enum Shape {
        /** JSON with all there is, for programs. */
        WEBHOOK,
        /** Slack's incoming webhooks. */
        SLACK,
        /** Mattermost's incoming webhooks. */
        MATTERMOST,
        /** Discord's webhooks. */
        DISCORD,
        /** A topic of ntfy. */
        NTFY
    }

    /**
     * A server that takes mails (RFC 5321).
     *
     * @param host its name or address
     * @param port its port
     * @param security how the connection is protected
     * @param login who sends; null when the server does not ask
     * @param from the sender's address
     * @param to the addresses of those who get it
     */
    record Mail(
            String host,
            int port,
            Security security,
            @Nullable Login login,
            String from,
            List<String> to) implements Destination {

        /** Copies the list. */
        public Mail {
            to = List.copyOf(to);
        }

        @Override
        public String kind() {
            return "smtp";
        }
    }

    /** How a connection to a mail server is protected. */
    enum Security {
        /** Not at all: for a server on this machine. */
        OFF,
        /** It begins in the clear, and goes on only if TLS follows (RFC 3207). */
        STARTTLS,
        /** By TLS from the first byte (RFC 8314). */
        TLS
    }

    /** A name and password. */
    record Login(String user, Secret password) {}
}
