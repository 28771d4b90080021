package dev.portcullis.app.notify;

import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;

/**
 * Both kinds of time.
 *
 * @param ticker monotonic time, to measure with
 * @param clock calendar time, for what people read
 */
public record NotifyTime(Ticker ticker, WallClock clock) {}
