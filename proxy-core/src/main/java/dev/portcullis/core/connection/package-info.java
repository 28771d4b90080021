/** How a client's connection lives, whatever is spoken on it: its phases and deadlines, the pace it must keep, how its socket is closed. Each protocol has a package below. */
@NullMarked
package dev.portcullis.core.connection;

import org.jspecify.annotations.NullMarked;
