/** Tests of what is HTTP/3's own. */
@NullMarked
package dev.portcullis.core.http3;

import org.jspecify.annotations.NullMarked;
