package dev.portcullis.app.live;

import dev.portcullis.rules.api.IpPrefix;

/**
 * What a client asked within the last minute. Never more than it did; a client among thousands of others may have asked a little
 * more than is told.
 *
 * @param client who
 * @param requests how many requests of it ended
 * @param refused how many of them were refused
 * @param errors how many of them the site answered with 400 to 599
 * @param originNanos the origin's time they took
 * @param sample one of the last
 */
public record ClientFigures(
        IpPrefix client, long requests, long refused, long errors, long originNanos, Sample sample) {

    /**
     * A request, as its client sent it but for its length: nothing of it is to be believed, or shown as anything but text.
     *
     * @param path the normalised path
     * @param status what it was answered with; 0 when it was not
     * @param agent the user agent; empty when there was none
     * @param fingerprint the JA4 of its TLS handshake; empty when there was none
     */
    public record Sample(String method, String host, String path, int status, String agent, String fingerprint) {}
}
