/** What the data path tells of itself: to metrics, the access log and the administrator. */
@NullMarked
package dev.portcullis.core.observe;

import org.jspecify.annotations.NullMarked;
