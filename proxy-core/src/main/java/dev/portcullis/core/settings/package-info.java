/** What the data path is configured with: immutable records, already checked. */
@NullMarked
package dev.portcullis.core.settings;

import org.jspecify.annotations.NullMarked;
