/** Patterns that administrators write: globs and RE2 expressions, none of which a text can make slow. */
@NullMarked
package dev.portcullis.rules.pattern;

import org.jspecify.annotations.NullMarked;
