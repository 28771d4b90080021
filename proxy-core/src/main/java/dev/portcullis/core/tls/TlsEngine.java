package dev.portcullis.core.tls;

import dev.portcullis.core.settings.TlsSettings.Engine;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/** What computes TLS, as it is there on this machine. */
public enum TlsEngine {
    BORINGSSL("BoringSSL", SslProvider.OPENSSL_REFCNT),
    JDK("the JDK", SslProvider.JDK);

    /** Without it the JDK would renegotiate with any client that asks; read when its TLS is first used. */
    private static final String REJECT_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

    private final String text;
    private final SslProvider provider;

    TlsEngine(String text, SslProvider provider) {
        this.text = text;
        this.provider = provider;
    }

    /**
     * The engine that is wanted, or the best there is. Throws IllegalStateException, with a message for people, when one wanted by name
     * can't be had.
     */
    public static TlsEngine of(Engine wanted) {
        return switch (wanted) {
            case AUTO -> OpenSsl.isAvailable() ? BORINGSSL : jdk();
            case BORINGSSL -> {
                if (!OpenSsl.isAvailable()) {
                    throw new IllegalStateException("BoringSSL can't be loaded on this machine; use tls.engine = auto");
                }
                yield BORINGSSL;
            }
            case JDK -> jdk();
        };
    }

    private static TlsEngine jdk() {
        if (System.getProperty(REJECT_RENEGOTIATION) == null) {
            System.setProperty(REJECT_RENEGOTIATION, "true");
        }
        return JDK;
    }

    /** As it is told to people. */
    public String text() {
        return text;
    }

    SslProvider provider() {
        return provider;
    }
}
