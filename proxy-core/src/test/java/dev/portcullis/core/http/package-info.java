/** Tests of what messages are made of. */
@NullMarked
package dev.portcullis.core.http;

import org.jspecify.annotations.NullMarked;
