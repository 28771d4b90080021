/** The commands of the command line. */
@NullMarked
package dev.portcullis.app.command;

import org.jspecify.annotations.NullMarked;
