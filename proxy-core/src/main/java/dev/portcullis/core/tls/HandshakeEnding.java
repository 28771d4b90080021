package dev.portcullis.core.tls;

import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.ssl.NotSslRecordException;
import java.nio.channels.ClosedChannelException;
import java.util.Locale;
import javax.net.ssl.SSLHandshakeException;

/** How a handshake ended. */
public enum HandshakeEnding {
    /** TLS 1.3, anew. */
    TLS13_FULL("1.3", "full"),
    /** TLS 1.3, with what an earlier one had agreed on. */
    TLS13_RESUMED("1.3", "resumed"),
    /** TLS 1.2, anew. */
    TLS12_FULL("1.2", "full"),
    /** TLS 1.2, with what an earlier one had agreed on. */
    TLS12_RESUMED("1.2", "resumed"),
    /** What came was no TLS, or no ClientHello. */
    NO_TLS("", "no-tls"),
    /** The ClientHello was larger than it may be. */
    TOO_LARGE("", "too-large"),
    /** Client and server had no version, cipher or the like in common. */
    NOTHING_IN_COMMON("", "nothing-in-common"),
    /** The client refused what it was shown, mostly the certificate. */
    CLIENT_REFUSED("", "client-refused"),
    /** The client went before the end. */
    CLIENT_GONE("", "client-gone"),
    /** It took too long. */
    TOO_SLOW("", "too-slow"),
    /** Something else. */
    OTHER("", "other");

    private final String version;
    private final String result;

    HandshakeEnding(String version, String result) {
        this.version = version;
        this.result = result;
    }

    /** The version of TLS that was agreed on: {@code 1.3} or {@code 1.2}; empty of one that failed. */
    public String version() {
        return version;
    }

    /** {@code full}, {@code resumed}, or why it failed. */
    public String result() {
        return result;
    }

    /** The ending of one that succeeded. */
    static HandshakeEnding of(String protocol, boolean resumed) {
        if (protocol.equals("TLSv1.3")) {
            return resumed ? TLS13_RESUMED : TLS13_FULL;
        }
        return resumed ? TLS12_RESUMED : TLS12_FULL;
    }

    /** The ending of one that failed. The engines tell their reasons apart by words only. */
    static HandshakeEnding of(Throwable failure) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof TooLongFrameException || failure instanceof TooLongFrameException) {
            return TOO_LARGE;
        }
        if (cause instanceof NotSslRecordException || cause instanceof NoClientHelloException) {
            return NO_TLS;
        }
        if (cause instanceof ClosedChannelException) {
            return CLIENT_GONE;
        }
        String words = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (words.contains("alert")) {
            return CLIENT_REFUSED;
        }
        boolean none = words.contains("no_shared")
                || words.contains("unsupported")
                || words.contains("no cipher")
                || words.contains("no appropriate")
                || words.contains("not accepted")
                || words.contains("common");
        return none && (cause instanceof SSLHandshakeException || words.contains("ssl")) ? NOTHING_IN_COMMON : OTHER;
    }
}
