/** Clients' connections of HTTP/1.1 (RFC 9112): one exchange after the other. */
@NullMarked
package dev.portcullis.core.connection.http1;

import org.jspecify.annotations.NullMarked;
