/** The proxy as a whole: its listeners, event loops, start and graceful stop. */
@NullMarked
package dev.portcullis.core.server;

import org.jspecify.annotations.NullMarked;
