/** QUIC (RFC 9000) with clients: what validates addresses, the certificates that are served, and the handshake. Nothing of it is loaded unless HTTP/3 is switched on. */
@NullMarked
package dev.portcullis.core.quic;

import org.jspecify.annotations.NullMarked;
