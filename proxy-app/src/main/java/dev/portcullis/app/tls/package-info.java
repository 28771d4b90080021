/** Certificates as files: reading them, and noticing that they have changed. */
@NullMarked
package dev.portcullis.app.tls;

import org.jspecify.annotations.NullMarked;
