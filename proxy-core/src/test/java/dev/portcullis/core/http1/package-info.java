/** Tests of the decoders: what they pass on, and when, however the bytes come. */
@NullMarked
package dev.portcullis.core.http1;

import org.jspecify.annotations.NullMarked;
