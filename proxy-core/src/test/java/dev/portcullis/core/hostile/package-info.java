/**
 * Hostile bytes, in thousands, sent through the whole proxy, and judged by a reader that shares nothing with the proxy's own. The
 * proxy's connections are embedded: nothing is sent over a network.
 */
@NullMarked
package dev.portcullis.core.hostile;

import org.jspecify.annotations.NullMarked;
