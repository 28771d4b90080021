/** The order of the handlers on each kind of connection. Nothing else orders handlers. */
@NullMarked
package dev.portcullis.core.pipeline;

import org.jspecify.annotations.NullMarked;
