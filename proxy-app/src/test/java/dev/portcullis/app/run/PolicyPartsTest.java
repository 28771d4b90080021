package dev.portcullis.app.run;

import static dev.portcullis.app.fake.FakeExchange.address;
import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.BanListener;
import dev.portcullis.rules.client.NetworkList;
import dev.portcullis.rules.rule.PolicySettings;
import dev.portcullis.rules.rule.PolicySettings.ClientSettings;
import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a process has from the one that it takes over from. */
class PolicyPartsTest {

    private final ManualTime time = new ManualTime();

    private PolicyParts process() {
        return PolicyParts.of(
                new PolicySettings(List.of(), NetworkList.EMPTY, NetworkList.EMPTY, ClientSettings.DEFAULT, false),
                new Time(time, time));
    }

    private List<Ban> all(PolicyParts process) {
        return process.bans().list(time.nanos());
    }

    private Ban ruled(String address, String rule, boolean observed, Duration lasts) {
        return new Ban(address(address), rule, "why", time.now(), time.now().plus(lasts), 1, observed, null);
    }

    @Test
    void aBanThatIsLiftedDuringARestartDoesNotComeBack() {
        PolicyParts before = process();
        before.bans()
                .restore(List.of(
                        ruled("192.0.2.1", "flood", false, Duration.ofHours(1)),
                        ruled("192.0.2.2", "flood", false, Duration.ofHours(1)),
                        ruled("192.0.2.2", "scanner", false, Duration.ofHours(1)),
                        ruled("192.0.2.3", "flood", false, Duration.ofHours(1)),
                        ruled("192.0.2.4", "flood", false, Duration.ofSeconds(1))));
        PolicyParts after = process();
        List<Ban> lifted = new ArrayList<>();
        after.bans().addListener(new BanListener() {
            @Override
            public void banned(Ban ban) {}

            @Override
            public void lifted(Ban ban, Lift why) {
                lifted.add(ban);
            }
        });
        List<Ban> first = all(before);
        after.bans().restore(first);

        before.engine().lift(address("192.0.2.1"));
        before.bans().removeOf("scanner");
        time.advance(Duration.ofSeconds(2));
        before.bans().add(address("192.0.2.5"), Duration.ofHours(1), "by hand");
        List<Ban> last = all(before);
        after.inherit(first, last);

        assertThat(all(after)).containsExactlyInAnyOrderElementsOf(last);
        assertThat(lifted)
                .extracting(Ban::subject)
                .as("nobody else, and what has ended has ended by itself")
                .containsOnly(address("192.0.2.1"), address("192.0.2.2"));
    }
}
