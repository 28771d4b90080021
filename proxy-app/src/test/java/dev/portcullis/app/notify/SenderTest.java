package dev.portcullis.app.notify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.time.ManualTime;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class SenderTest {

    private final ManualTime time = new ManualTime();
    private final FakeChannel channel = new FakeChannel();
    private final AtomicBoolean threads = new AtomicBoolean();

    private void start(Runnable task) {
        if (!threads.get()) {
            throw new OutOfMemoryError("unable to create native thread");
        }
        task.run();
    }

    @Test
    void whatCannotBeSentForWantOfAThreadIsSentLater() {
        Destination destination = new Destination.Web(Destination.Shape.SLACK, new Secret("https://a.example/x"), null);
        Sender sender = new Sender(
                new TargetSettings("a", destination, Topic.USUAL, Pace.DEFAULT, null),
                new Sender.Desk("www1", new NotifyTime(time, time), ZoneOffset.UTC, to -> channel),
                this::start);
        sender.tellInAnyCase(new Event(Topic.ORIGIN, Severity.CRITICAL, time.now(), "no pages"));
        sender.tick();
        assertThat(sender.isSending()).isFalse();
        assertThat(sender.problem()).contains("native thread");
        sender.flush();
        assertThat(sender.isSending()).isFalse();

        threads.set(true);
        time.advance(Duration.ofSeconds(30));
        sender.tick();
        assertThat(channel.last().text()).contains("no pages");
        assertThat(sender.problem()).isNull();
    }
}
