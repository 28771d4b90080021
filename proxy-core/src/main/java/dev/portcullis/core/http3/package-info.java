/** HTTP/3 (RFC 9114) as it differs from HTTP/2: field sections (RFC 9204) and error codes. Frames and compression are Netty's. */
@NullMarked
package dev.portcullis.core.http3;

import org.jspecify.annotations.NullMarked;
