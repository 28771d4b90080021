/** Which connections of clients are taken: how many in all, and how many of one client. */
@NullMarked
package dev.portcullis.core.accept;

import org.jspecify.annotations.NullMarked;
