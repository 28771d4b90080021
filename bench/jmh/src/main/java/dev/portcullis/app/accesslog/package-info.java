/** Benchmarks of what only this package can reach. */
@NullMarked
package dev.portcullis.app.accesslog;

import org.jspecify.annotations.NullMarked;
