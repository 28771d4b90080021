/** Clients' connections of HTTP/3 (RFC 9114): each stream is an exchange. Nothing of it is loaded unless HTTP/3 is switched on. */
@NullMarked
package dev.portcullis.core.connection.http3;

import org.jspecify.annotations.NullMarked;
