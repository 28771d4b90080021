/** The access log: one line for each request, written off the event loops. */
@NullMarked
package dev.portcullis.app.accesslog;

import org.jspecify.annotations.NullMarked;
