/** Search engines' crawlers, and whether a client that says it is one is it. */
@NullMarked
package dev.portcullis.rules.crawler;

import org.jspecify.annotations.NullMarked;
