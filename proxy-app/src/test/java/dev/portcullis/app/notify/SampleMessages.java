package dev.portcullis.app.notify;

import dev.portcullis.app.fake.SampleBans;
import dev.portcullis.rules.ban.Ban;
import java.time.Duration;
import java.time.ZoneOffset;

/** Messages to send; of {@code www1}, at 2026-11-23T00:00:00Z. */
final class SampleMessages {

    private SampleMessages() {}

    /** That a site's server is down, in these words. */
    static Message critical(String text) {
        return of(new Event(Topic.ORIGIN, Severity.CRITICAL, SampleBans.START, text));
    }

    /** All of these. */
    static Message of(Event... events) {
        Digest digest = new Digest();
        for (Event event : events) {
            digest.add(event);
        }
        return of(digest);
    }

    /** What has come together. */
    static Message of(Digest digest) {
        return Message.of("www1", digest, SampleBans.START, ZoneOffset.UTC);
    }

    /** One ban, whose reason is what a bot has sent. */
    static Message banned(String reason) {
        Ban scanner = SampleBans.scanner();
        Digest digest = new Digest();
        digest.bans()
                .add(new Ban(
                        scanner.subject(),
                        scanner.rule(),
                        reason,
                        scanner.start(),
                        scanner.start().plus(Duration.ofHours(1)),
                        1,
                        false,
                        null));
        return of(digest);
    }
}
