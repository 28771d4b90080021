/** The only place where the system's clocks are read, and the manual clock that stands beside them in tests. */
@NullMarked
package dev.portcullis.rules.time;

import org.jspecify.annotations.NullMarked;
