package dev.portcullis.app.notify;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** A text that opens a door: a password, a token, an address that has one in it. It is shown to nobody. */
public final class Secret {

    /** What stands where one was. */
    static final String HIDDEN = "(hidden)";

    private final String text;

    /** A secret of this text. */
    public Secret(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    /** Whether it is a URL that can be read on its way: not by TLS, and not to this machine. */
    public boolean isReadableOnItsWay() {
        URI url = URI.create(text);
        String host = String.valueOf(url.getHost());
        boolean here = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        return !"https".equalsIgnoreCase(url.getScheme()) && !here;
    }

    /** The words of somebody who may repeat the secret, without it. */
    String hideIn(String words) {
        return text.isEmpty() ? words : words.replace(text, HIDDEN);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Secret secret && secret.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return HIDDEN;
    }
}
