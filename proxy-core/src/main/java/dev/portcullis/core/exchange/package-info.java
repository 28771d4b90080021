/** One request and its response, from the client to the origin and back. */
@NullMarked
package dev.portcullis.core.exchange;

import org.jspecify.annotations.NullMarked;
