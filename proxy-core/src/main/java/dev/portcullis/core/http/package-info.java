/** A request and a response as such (RFC 9110), whichever codec they came by. */
@NullMarked
package dev.portcullis.core.http;

import org.jspecify.annotations.NullMarked;
