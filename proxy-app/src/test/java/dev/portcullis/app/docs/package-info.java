/** What the documents say is true. */
@NullMarked
package dev.portcullis.app.docs;

import org.jspecify.annotations.NullMarked;
