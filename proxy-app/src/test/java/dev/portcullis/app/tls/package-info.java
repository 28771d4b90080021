/** Certificates as files. */
@NullMarked
package dev.portcullis.app.tls;

import org.jspecify.annotations.NullMarked;
