package dev.portcullis.core.settings;

import java.time.Duration;

/**
 * How connections to a server of the origin are kept between requests.
 *
 * @param maxIdle connections to it up to which they are kept, on all event loops together and those that serve counted, 0 to 10,000; 0
 *     closes each after its response
 * @param idle how long one is kept; shorter than the origin's own limit (Apache's KeepAliveTimeout is 5 seconds), so that
 *     the origin seldom closes one just as a request is sent on it
 */
public record PoolSettings(int maxIdle, Duration idle) {

    /**
     * 8 connections, 4 seconds: of Apache's prefork, each that is kept occupies a worker that nobody else can use, and a PHP site may have no more
     * than ten.
     */
    public static final PoolSettings DEFAULT = new PoolSettings(8, Duration.ofSeconds(4));
}
