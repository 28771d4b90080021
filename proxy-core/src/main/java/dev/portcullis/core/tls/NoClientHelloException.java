package dev.portcullis.core.tls;

import javax.net.ssl.SSLHandshakeException;

/** What came first is no ClientHello. */
final class NoClientHelloException extends SSLHandshakeException {

    private static final long serialVersionUID = 1;

    NoClientHelloException() {
        super("not a ClientHello");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
