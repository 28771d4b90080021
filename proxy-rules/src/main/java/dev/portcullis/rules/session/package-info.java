/** Sessions: cookies that the origin itself set. */
@NullMarked
package dev.portcullis.rules.session;

import org.jspecify.annotations.NullMarked;
