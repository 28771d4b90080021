/** What Portcullis itself answers: refusals and failures. */
@NullMarked
package dev.portcullis.core.reply;

import org.jspecify.annotations.NullMarked;
