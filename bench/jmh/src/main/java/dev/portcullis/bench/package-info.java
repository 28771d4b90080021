/** What the parts of a request's path cost by themselves. */
@NullMarked
package dev.portcullis.bench;

import org.jspecify.annotations.NullMarked;
