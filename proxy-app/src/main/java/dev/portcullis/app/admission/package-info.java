/** The admissions of the running program: one for each origin, what stands there, and what was counted. */
@NullMarked
package dev.portcullis.app.admission;

import org.jspecify.annotations.NullMarked;
