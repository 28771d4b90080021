/** Bounded caches, as they are seen from outside: how full they are, and what they had no room for. */
@NullMarked
package dev.portcullis.rules.cache;

import org.jspecify.annotations.NullMarked;
