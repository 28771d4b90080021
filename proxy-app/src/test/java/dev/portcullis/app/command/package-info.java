@NullMarked
package dev.portcullis.app.command;

import org.jspecify.annotations.NullMarked;
