package dev.portcullis.app.acme;

import java.util.List;

/** The ways to show that a host is served here. */
public enum Proof {
    /** By a page below {@code /.well-known/acme-challenge/}, on port 80 (RFC 8555 8.3). */
    HTTP_01,
    /** By a certificate of its own kind, on port 443 (RFC 8737). */
    TLS_ALPN_01;

    /** All of them. */
    public static final List<Proof> ALL = List.of(values());
}
