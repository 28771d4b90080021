/** Hand-written stand-ins. */
@NullMarked
package dev.portcullis.app.fake;

import org.jspecify.annotations.NullMarked;
