package dev.portcullis.core.connection.http3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.http2.Forbearance;
import dev.portcullis.core.http3.ErrorCode;
import dev.portcullis.core.testing.EmbeddedProxy;
import dev.portcullis.core.testing.Http3Peer;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http3.DefaultHttp3GoAwayFrame;
import io.netty.handler.codec.http3.DefaultHttp3SettingsFrame;
import io.netty.handler.codec.http3.DefaultHttp3UnknownFrame;
import io.netty.handler.codec.http3.Http3ErrorCode;
import io.netty.handler.codec.http3.Http3Exception;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class Http3ControlTest {

    private final EmbeddedProxy proxy = new EmbeddedProxy();
    private final Http3Peer client = proxy.http3Client();

    @AfterEach
    void close() {
        proxy.close();
    }

    private void receive(Object frame) {
        assertThat(client.control.writeInbound(frame)).as("passed on").isFalse();
        client.connection.runPendingTasks();
    }

    @Test
    void settingsAskForNothing() {
        for (int i = 0; i <= Forbearance.IDLE_FRAMES; i++) {
            receive(new DefaultHttp3SettingsFrame());
        }

        assertThat(client.connection.closings).isEmpty();
        assertThat(client.goAways()).isEmpty();
    }

    @Test
    void theClientsGoodbyeIsAnswered() {
        receive(new DefaultHttp3GoAwayFrame(0));

        assertThat(client.goAways()).containsExactly(0L);
        assertThat(client.get("/").channel.reset).isEqualTo(ErrorCode.REQUEST_REJECTED.code());
    }

    @Test
    void framesThatMeanNothingAreReleasedAndCount() {
        for (int i = 0; i <= Forbearance.IDLE_FRAMES; i++) {
            assertThat(client.connection.closings).isEmpty();
            DefaultHttp3UnknownFrame frame = new DefaultHttp3UnknownFrame(0x40, Unpooled.copiedBuffer(new byte[1]));
            receive(frame);
            assertThat(frame.refCnt()).isZero();
        }

        assertThat(client.connection.closings).containsExactly(ErrorCode.EXCESSIVE_LOAD.code());
    }

    @Test
    void whatTheCodecFindsWrongCountsAgainstTheClient() {
        client.control
                .pipeline()
                .fireExceptionCaught(new Http3Exception(Http3ErrorCode.H3_SETTINGS_ERROR, "settings that are none"));

        assertThat(proxy.policy.malformed.get()).isEqualTo(1);
        client.control.checkException();
    }
}
