/**
 * What the running program tells its administrator: as records, as the JSON of the admin listener, and the words that
 * people read.
 */
@NullMarked
package dev.portcullis.app.report;

import org.jspecify.annotations.NullMarked;
