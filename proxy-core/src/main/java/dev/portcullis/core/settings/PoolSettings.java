package dev.portcullis.core.settings;

import java.time.Duration;

/**
 * How connections to the origin are kept between requests, per event loop.
 *
 * @param maxIdle connections kept at most, 0 to 10,000; 0 closes each after its response
 * @param idle how long one is kept; shorter than the origin's own limit (Apache's KeepAliveTimeout is 5 seconds), so that
 *     the origin seldom closes one just as a request is sent on it
 */
public record PoolSettings(int maxIdle, Duration idle) {

    /** 64 connections, 4 seconds. */
    public static final PoolSettings DEFAULT = new PoolSettings(64, Duration.ofSeconds(4));
}
