package dev.portcullis.app.live;

/**
 * About a second of traffic.
 *
 * @param requests requests that ended, a second
 * @param refused those that a verdict refused, a second
 * @param shed those that the origin had no time for, a second
 * @param failed those that the site failed: 5xx, no answer in time, or a broken one, a second
 * @param p50 half of the requests that were not refused took no longer, in seconds; 0 when there were none
 * @param p95 the same for 95 of 100
 */
public record Second(double requests, double refused, double shed, double failed, double p50, double p95) {}
