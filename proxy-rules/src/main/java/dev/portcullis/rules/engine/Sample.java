package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.Outcome;
import dev.portcullis.rules.ban.Ban;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A request kept as evidence. Its status is filled in when it ends. Guarded by the lock of what keeps it. */
final class Sample {

    private static final int MAX_TEXT = 200;

    private final Instant at;
    private final String method;
    private final String host;
    private final String path;
    private final String fingerprint;
    private @Nullable Facts underWay;
    private int status;
    private long originNanos;

    /** A request that has just arrived. */
    Sample(Facts facts, Instant at) {
        this.at = at;
        this.method = cut(facts.method());
        this.host = cut(facts.host());
        this.path = cut(facts.path());
        this.fingerprint = facts.tlsFingerprint();
        this.underWay = facts;
    }

    /** A request that has just ended. */
    Sample(Facts facts, Outcome outcome, Instant at) {
        this(facts, at);
        ended(facts, outcome);
    }

    /** A request has ended: this one, perhaps. */
    void ended(Facts facts, Outcome outcome) {
        if (underWay == facts) {
            underWay = null;
            status = outcome.status();
            originNanos = outcome.originNanos();
        }
    }

    Ban.Request request() {
        return new Ban.Request(
                at,
                Printable.of(method, MAX_TEXT),
                Printable.of(host, MAX_TEXT),
                Printable.of(path, MAX_TEXT),
                status,
                originNanos,
                Printable.of(fingerprint, MAX_TEXT));
    }

    /** Long texts are cut at once, for a stranger decides how long they are and thousands of samples are kept. */
    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
    }
}
