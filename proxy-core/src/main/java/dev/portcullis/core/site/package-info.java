/** The sites behind, and which of them serves a request. */
@NullMarked
package dev.portcullis.core.site;

import org.jspecify.annotations.NullMarked;
