/** What changes, noted for whoever keeps it beyond the process, and the bytes in which it is kept. */
@NullMarked
package dev.portcullis.rules.keep;

import org.jspecify.annotations.NullMarked;
