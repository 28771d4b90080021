package dev.portcullis.bench;

import dev.portcullis.rules.ban.Ban;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Bans of networks, as they are restored after a restart. */
final class BannedNetworks {

    private BannedNetworks() {}

    static List<Ban> of(int count, Instant now) {
        return IntStream.range(0, count)
                .mapToObj(number -> new Ban(
                        Addresses.network(number),
                        Ban.MANUAL,
                        "measuring",
                        now,
                        now.plus(Duration.ofDays(1)),
                        1,
                        false,
                        null))
                .toList();
    }
}
