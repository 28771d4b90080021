/** HTTP/2 (RFC 9113) as bytes: frames, header lists (RFC 7541), windows, and how much of what is of no use a client may send. */
@NullMarked
package dev.portcullis.core.http2;

import org.jspecify.annotations.NullMarked;
