/** The log of bans, for programs. */
@NullMarked
package dev.portcullis.app.banlog;

import org.jspecify.annotations.NullMarked;
