/** Where clients are. */
@NullMarked
package dev.portcullis.rules.country;

import org.jspecify.annotations.NullMarked;
