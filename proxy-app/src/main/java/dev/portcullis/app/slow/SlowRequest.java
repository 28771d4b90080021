package dev.portcullis.app.slow;

import dev.portcullis.core.observe.FinishedExchange;
import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Outcome;
import java.time.Instant;

/**
 * A request that took long. It holds nothing else of its exchange, so that few of them need little memory.
 *
 * @param start when its head had been read
 * @param client whom it was charged to
 * @param site the site that served it; empty for the one without a name
 * @param method the method as sent
 * @param target the target as sent, with its query, for that is what often makes a page slow; cut after {@value #LONGEST} characters
 * @param end how it ended
 * @param times what it spent its time on
 */
public record SlowRequest(
        Instant start, IpPrefix client, String site, String method, String target, End end, Times times) {

    /** How many characters of a method or target are kept. */
    public static final int LONGEST = 300;

    /**
     * How a request ended.
     *
     * @param status the status sent; 0 when none was
     * @param how the ending
     * @param responseBytes bytes of the body sent
     */
    public record End(int status, Outcome.Ending how, long responseBytes) {}

    /**
     * What a request spent its time on, in nanoseconds. What is left of the total is the client's: it sent or took slowly.
     *
     * @param total from its head read to the last byte of its response written
     * @param waited for its turn at the origin
     * @param origin for which the origin was busy with it; a slow client may have made that longer
     * @param own what Portcullis itself added before the first byte of the response
     */
    public record Times(long total, long waited, long origin, long own) {}

    static SlowRequest of(FinishedExchange exchange) {
        Facts facts = exchange.facts();
        Outcome outcome = exchange.outcome();
        return new SlowRequest(
                exchange.start(),
                facts.client(),
                facts.site(),
                cut(facts.method()),
                cut(exchange.target()),
                new End(outcome.status(), outcome.ending(), outcome.responseBytes()),
                new Times(exchange.totalNanos(), exchange.waitedNanos(), outcome.originNanos(), exchange.ownNanos()));
    }

    /** With three dots where the rest was. */
    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
