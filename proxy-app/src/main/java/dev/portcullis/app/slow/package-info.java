/** The slowest requests of the last minutes: what a profiler of the site would be aimed at. */
@NullMarked
package dev.portcullis.app.slow;

import org.jspecify.annotations.NullMarked;
