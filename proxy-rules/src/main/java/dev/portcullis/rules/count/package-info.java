/** Counting what each client asks, costs and breaks, in windows that slide. */
@NullMarked
package dev.portcullis.rules.count;

import org.jspecify.annotations.NullMarked;
