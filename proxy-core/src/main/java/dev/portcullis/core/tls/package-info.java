/** TLS with clients: the certificates that are served, and handshakes. */
@NullMarked
package dev.portcullis.core.tls;

import org.jspecify.annotations.NullMarked;
