/** What clients ask of the site just now: the last minutes' requests and latency, and the clients that ask the most. */
@NullMarked
package dev.portcullis.app.live;

import org.jspecify.annotations.NullMarked;
