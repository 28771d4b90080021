/** Looks up, for policy, the names by which crawlers are verified. */
@NullMarked
package dev.portcullis.app.crawler;

import org.jspecify.annotations.NullMarked;
