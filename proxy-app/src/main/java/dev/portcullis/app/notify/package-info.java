/** Messages to the administrator, straight from the program: what happened is gathered, worded once, and sent to each target in its own time. */
@NullMarked
package dev.portcullis.app.notify;

import org.jspecify.annotations.NullMarked;
