package dev.portcullis.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.settings.Limits;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the handler behind may do while a message is being passed on to it, and between two messages. */
class Http1DecoderReentrancyTest {

    private static final String FIRST = "POST /1 HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\nbody";
    private static final String SECOND = "GET /2 HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String FIRST_HEAD = "POST /1 of a HTTP_1_1 [Host=a, Content-Length=4] 4";
    private static final String SECOND_HEAD = "GET /2 of a HTTP_1_1 [Host=a] 0";

    /** When it is done. */
    enum Moment {
        HEAD(RequestHead.class),
        CONTENT(ByteBuf.class),
        END(BodyEnd.class);

        private final Class<?> message;

        Moment(Class<?> message) {
            this.message = message;
        }

        boolean is(Object passedOn) {
            return message.isInstance(passedOn);
        }

        String[] events() {
            return switch (this) {
                case HEAD -> new String[] {FIRST_HEAD};
                case CONTENT -> new String[] {FIRST_HEAD, "content body"};
                case END -> new String[] {FIRST_HEAD, "content body", "end"};
            };
        }
    }

    private static Decoding decoding() {
        return Decoding.paused(new Http1RequestDecoder(Limits.DEFAULT));
    }

    @ParameterizedTest
    @EnumSource
    void passesNothingOnOnceItDiscards(Moment moment) {
        try (Decoding decoding = decoding()) {
            decoding.reacting(message -> {
                if (moment.is(message)) {
                    decoding.decoder.discard();
                }
            });
            decoding.receive(FIRST + SECOND).receive(SECOND);
            decoding.decoder.next();
            assertThat(decoding.events).containsExactly(moment.events());
            assertThat(decoding.decoder.hasKept()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesNothingOnOnceItIsRemoved(Moment moment) {
        try (Decoding decoding = decoding()) {
            decoding.reacting(message -> {
                if (moment.is(message)) {
                    decoding.channel.pipeline().remove(decoding.decoder);
                }
            });
            decoding.receive(FIRST + SECOND);
            decoding.decoder.next();
            assertThat(decoding.events).containsExactly(moment.events());
        }
    }

    @ParameterizedTest
    @EnumSource
    void passesNothingOnOnceTheChannelIsClosed(Moment moment) {
        try (Decoding decoding = decoding()) {
            decoding.reacting(message -> {
                if (moment.is(message)) {
                    decoding.channel.pipeline().fireChannelInactive();
                }
            });
            decoding.receive(FIRST + SECOND);
            decoding.decoder.next();
            assertThat(decoding.events).startsWith(moment.events()).hasSize(moment.events().length + 1);
            assertThat(decoding.events).last().isEqualTo("inactive");
        }
    }

    @Test
    void waitsForNextAndKeepsWhatCame() {
        try (Decoding decoding = decoding()) {
            decoding.receive(FIRST + SECOND.substring(0, 5)).receive(SECOND.substring(5));
            assertThat(decoding.events).containsExactly(FIRST_HEAD, "content body", "end");
            assertThat(decoding.decoder.hasKept()).as("the next request").isTrue();
            decoding.decoder.next();
            assertThat(decoding.events).containsExactly(FIRST_HEAD, "content body", "end", SECOND_HEAD, "end");
            assertThat(decoding.decoder.hasKept()).isFalse();
        }
    }

    @Test
    void letsTheNextComeWhenThatIsSaidWhileTheHeadIsPassedOn() {
        try (Decoding decoding = decoding()) {
            decoding.reacting(message -> {
                if (message instanceof RequestHead) {
                    decoding.decoder.next();
                }
            });
            decoding.receive(SECOND + SECOND).receive(SECOND);
            assertThat(decoding.events).containsExactly(SECOND_HEAD, "end", SECOND_HEAD, "end", SECOND_HEAD, "end");
        }
    }

    @Test
    void letsNoMoreThanOneComeForEachTimeItIsSaid() {
        try (Decoding decoding = decoding()) {
            decoding.decoder.next();
            decoding.decoder.next();
            decoding.receive(SECOND + SECOND);
            assertThat(decoding.events).containsExactly(SECOND_HEAD, "end");
            decoding.decoder.next();
            decoding.decoder.next();
            assertThat(decoding.events).containsExactly(SECOND_HEAD, "end", SECOND_HEAD, "end");
        }
    }

    @Test
    void takesBytesThatArriveWhileAMessageIsPassedOn() {
        try (Decoding decoding = decoding()) {
            decoding.reacting(message -> {
                if (message instanceof RequestHead head && head.method().equals("POST")) {
                    decoding.receive("dy" + SECOND);
                } else if (message instanceof BodyEnd) {
                    decoding.decoder.next();
                }
            });
            decoding.receive(FIRST.substring(0, FIRST.length() - 2));
            assertThat(decoding.events).containsExactly(FIRST_HEAD, "content body", "end", SECOND_HEAD, "end");
        }
    }

    @Test
    void servesManyRequestsOfOneBufferWithoutGoingDeeper() {
        try (Decoding decoding = Decoding.requests()) {
            decoding.receive(SECOND.repeat(5_000));
            assertThat(decoding.heads).hasSize(5_000);
        }
    }

    @Test
    void knowsWhetherAHeadIsUnderWay() {
        try (Decoding decoding = decoding()) {
            assertThat(decoding.decoder.isWithinHead()).as("nothing came").isFalse();
            decoding.receive("\r\n");
            assertThat(decoding.decoder.isWithinHead())
                    .as("an empty line is no head")
                    .isFalse();
            decoding.receive("G");
            assertThat(decoding.decoder.isWithinHead()).as("a byte is").isTrue();
            decoding.receive(SECOND.substring(1, SECOND.length() - 1));
            assertThat(decoding.decoder.isWithinHead()).as("until its last").isTrue();
            decoding.receive("\n");
            assertThat(decoding.decoder.isWithinHead()).as("complete").isFalse();
            decoding.decoder.next();
            assertThat(decoding.decoder.isWithinHead())
                    .as("the next has not begun")
                    .isFalse();
            decoding.receive("G");
            assertThat(decoding.decoder.isWithinHead()).as("the next has").isTrue();
        }
    }
}
