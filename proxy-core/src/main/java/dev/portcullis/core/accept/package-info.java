/**
 * Which connections of clients are taken: how many in all, and how many of one client.
 *
 * <p>Their number bounds the memory, since what one of them holds is bounded. An idle one holds no buffer: a few kilobytes of
 * objects. One that sends a head holds at most twice the limits of a head (8 and 64 KiB unless configured) and one read
 * (64 KiB). One that is served holds, at most, the head of its request and of its response, each as above, and in each direction what
 * waits to be written (64 KiB) and one read (64 KiB): 600 KiB in all with the limits as they come, and 20 KiB for an
 * ordinary page. What else waits is in the buffers of the system's sockets.
 */
@NullMarked
package dev.portcullis.core.accept;

import org.jspecify.annotations.NullMarked;
