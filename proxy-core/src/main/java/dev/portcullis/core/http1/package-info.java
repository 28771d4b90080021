/** HTTP/1.1 and 1.0 on the wire (RFC 9112): strict decoders and the one unambiguous form that is written. */
@NullMarked
package dev.portcullis.core.http1;

import org.jspecify.annotations.NullMarked;
