/** The running program: where policy, data path, metrics, logs and administration are joined, started and stopped. */
@NullMarked
package dev.portcullis.app.run;

import org.jspecify.annotations.NullMarked;
