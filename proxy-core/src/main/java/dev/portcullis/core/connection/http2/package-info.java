/** Clients' connections of HTTP/2 (RFC 9113): each stream is an exchange. */
@NullMarked
package dev.portcullis.core.connection.http2;

import org.jspecify.annotations.NullMarked;
