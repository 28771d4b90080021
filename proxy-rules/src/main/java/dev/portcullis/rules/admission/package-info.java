/** Admission to the origin: a limit of requests there at once, and the fair queue of those that wait for a place. */
@NullMarked
package dev.portcullis.rules.admission;

import org.jspecify.annotations.NullMarked;
