package dev.portcullis.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.portcullis.app.fake.SampleBans;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.BanListener.Lift;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class BanLogTest {

    private final BanLog log = new BanLog();
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(BanLog.class);

    @BeforeEach
    void listen() {
        lines.start();
        logger.addAppender(lines);
        logger.setAdditive(false);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(lines);
        logger.setAdditive(true);
    }

    @Test
    void aBanIsOneLineThatSaysWhoWhyUntilWhenAndHowOften() {
        log.banned(SampleBans.scanner());

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("banned 192.0.2.7 by rule scanner until 2026-11-23T04:00:00Z (4 hours, time 2):"
                        + " 101 errors within 5 minutes, over the limit of 100");
    }

    @Test
    void whatAnAdministratorWroteCantForgeALine() {
        log.banned(SampleBans.manual());

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("banned 2001:db8::/48 by an administrator until 2026-11-30T00:00:00Z (7 days):"
                        + " same bot,\\x09many addresses");
    }

    @Test
    void aBanThatRefusesNobodySaysSo() {
        log.banned(SampleBans.observed());

        assertThat(lines.list.get(0).getFormattedMessage()).startsWith("would ban 198.51.100.9 by rule costly until ");
    }

    @Test
    void theEndOfABanIsOneLineToo() {
        log.lifted(SampleBans.scanner(), Lift.EXPIRED);
        log.lifted(SampleBans.manual(), Lift.REMOVED);
        log.lifted(SampleBans.observed(), Lift.EXPIRED);

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "unbanned 192.0.2.7, banned by rule scanner at 2026-11-23T00:00:00Z: its time has passed",
                        "unbanned 2001:db8::/48, banned by an administrator at 2026-11-23T00:00:00Z:"
                                + " an administrator lifted it",
                        "would unban 198.51.100.9, banned by rule costly at 2026-11-23T00:00:00Z: its time has passed");
    }

    @Test
    void bracesInAReasonArePlainText() {
        log.banned(new Ban(
                SampleBans.scanner().subject(),
                "x",
                "asked for /{}",
                SampleBans.START,
                SampleBans.START.plusSeconds(1),
                1,
                false,
                null));

        assertThat(lines.list.get(0).getFormattedMessage()).endsWith("(1 second): asked for /{}");
    }
}
