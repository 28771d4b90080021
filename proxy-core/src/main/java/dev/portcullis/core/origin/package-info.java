/** Connections to the origin: making, keeping and watching them. */
@NullMarked
package dev.portcullis.core.origin;

import org.jspecify.annotations.NullMarked;
