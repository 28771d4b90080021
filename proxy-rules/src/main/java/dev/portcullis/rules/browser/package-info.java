/** Whether a client that says it is a browser shakes hands as one. */
@NullMarked
package dev.portcullis.rules.browser;

import org.jspecify.annotations.NullMarked;
