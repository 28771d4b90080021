/** How a message is rewritten as it is passed on: what is removed, what is added, how its body is framed. */
@NullMarked
package dev.portcullis.core.forward;

import org.jspecify.annotations.NullMarked;
