package dev.portcullis.core.proxyprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both directions, against Netty's codec of the same protocol. */
class ProxyHeaderTest {

    private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";

    private final List<Object> events = new ArrayList<>();
    private final EmbeddedChannel channel = reader();

    private EmbeddedChannel reader() {
        return new EmbeddedChannel(new ProxyHeaderDecoder(), new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                events.add(event);
            }
        });
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.ISO_8859_1);
    }

    private static String rest(EmbeddedChannel of) {
        StringBuilder text = new StringBuilder();
        for (ByteBuf in = of.readInbound(); in != null; in = of.readInbound()) {
            text.append(in.toString(StandardCharsets.ISO_8859_1));
            in.release();
        }
        return text.toString();
    }

    private static String written(HAProxyMessage message) {
        EmbeddedChannel encoder = new EmbeddedChannel(HAProxyMessageEncoder.INSTANCE);
        encoder.writeOutbound(message);
        ByteBuf out = encoder.readOutbound();
        String text = out.toString(StandardCharsets.ISO_8859_1);
        out.release();
        encoder.finishAndReleaseAll();
        return text;
    }

    private static HAProxyMessage message(HAProxyProtocolVersion version, String source, String destination) {
        boolean ipv6 = source.indexOf(':') >= 0;
        return new HAProxyMessage(
                version,
                HAProxyCommand.PROXY,
                ipv6 ? HAProxyProxiedProtocol.TCP6 : HAProxyProxiedProtocol.TCP4,
                source,
                destination,
                56_324,
                443);
    }

    @ParameterizedTest
    @EnumSource(HAProxyProtocolVersion.class)
    void announcesTheSourceHoweverTheHeaderIsSplitAndLosesNothingThatFollows(HAProxyProtocolVersion version) {
        for (String source : List.of("203.0.113.9", "2001:db8::9")) {
            String destination = source.indexOf(':') < 0 ? "192.0.2.1" : "2001:db8::1";
            String all = written(message(version, source, destination)) + "GET / HTTP/1.1\r\n";
            for (int at = 0; at <= all.length(); at++) {
                events.clear();
                EmbeddedChannel split = reader();
                split.writeInbound(bytes(all.substring(0, at)), bytes(all.substring(at)));
                assertThat(events)
                        .as("split at %s", at)
                        .containsExactly(new Announced(new InetSocketAddress(source, 56_324)));
                assertThat(rest(split)).isEqualTo("GET / HTTP/1.1\r\n");
                assertThat(split.pipeline().get(ProxyHeaderDecoder.class))
                        .as("its job is done")
                        .isNull();
                split.finishAndReleaseAll();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY UNKNOWN\r\n",
                "PROXY UNKNOWN ffff::1 ffff::2 65535 65535\r\n",
                SIGNATURE + " \u0000\u0000\u0000",
                SIGNATURE
                        + " \u0011\u0000\u000C\u0001\u0002\u0003\u0004\u0001\u0002\u0003\u0004\u0000\u0001\u0000\u0002",
                SIGNATURE + "!\u0000\u0000\u0003abc"
            })
    void leavesThePeerInItsPlaceWhenNobodyIsNamed(String header) {
        for (int at = 1; at < header.length(); at++) {
            events.clear();
            EmbeddedChannel split = reader();
            split.writeInbound(bytes(header.substring(0, at)), bytes(header.substring(at) + "x"));
            assertThat(events).containsExactly(new Announced(null));
            assertThat(rest(split)).isEqualTo("x");
            split.finishAndReleaseAll();
        }
    }

    @Test
    void takesAUnixSocketForThePeerItself() {
        channel.writeInbound(bytes(SIGNATURE + "!1\u0000\u00D8" + "p".repeat(216) + "x"));
        assertThat(events).containsExactly(new Announced(null));
        assertThat(rest(channel)).isEqualTo("x");
    }

    @Test
    void skipsWhatVersion2AppendsWithoutKeepingIt() {
        channel.writeInbound(bytes(
                SIGNATURE + "!\u0011\u00FF\u00FF\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008" + "\u0000P\u0000Q"));
        assertThat(events).as("not complete").isEmpty();
        channel.writeInbound(bytes("t".repeat(65_523 - 1)), bytes("tx"));
        assertThat(events).containsExactly(new Announced(new InetSocketAddress("1.2.3.4", 80)));
        assertThat(rest(channel)).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\r\nHost: a\r\n\r\n",
                "\r\n\r\nGET",
                "proxy TCP4 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 3\r\n",
                "PROXY TCP4  1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2 \r\n",
                "PROXY TCP4 1.2.3 1.2.3.4 1 2\r\n",
                "PROXY TCP4 01.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.256 1 2\r\n",
                "PROXY TCP4 ::1 ::1 1 2\r\n",
                "PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n",
                "PROXY TCP6 [::1] ::1 1 2\r\n",
                "PROXY TCP6 localhost ::1 1 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 65536 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 01 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 -1 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 1 2x\r\n",
                "PROXY UDP4 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY UNKNOWN aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                SIGNATURE + "\u0011\u0011\u0000\u000C",
                SIGNATURE + "\42\u0011\u0000\u000C",
                SIGNATURE + "!A\u0000\u000C",
                SIGNATURE + "!\u0013\u0000\u000C",
                SIGNATURE + "!\u0011\u0000\u000B",
                SIGNATURE + "!!\u0000#",
                SIGNATURE + "!1\u0000$"
            })
    void refusesWhatIsNoHeaderAndPassesNothingOfItOn(String text) {
        channel.writeInbound(bytes(text), bytes("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
        assertThat(events).hasSize(1);
        assertThat(events.get(0)).isInstanceOf(MalformedMessageException.class);
        assertThat(rest(channel)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = ProxyProtocol.class,
            names = {"V1", "V2"})
    void writesWhatNettysDecoderReads(ProxyProtocol version) {
        Endpoints ipv4 =
                new Endpoints(new InetSocketAddress("203.0.113.9", 56_324), new InetSocketAddress("192.0.2.1", 80));
        assertThat(read(ProxyHeader.of(ipv4, version))).isEqualTo("TCP4 203.0.113.9 192.0.2.1 56324 80");
        Endpoints ipv6 =
                new Endpoints(new InetSocketAddress("2001:db8::9", 56_324), new InetSocketAddress("2001:db8::1", 80));
        assertThat(read(ProxyHeader.of(ipv6, version)))
                .isEqualTo("TCP6 2001:db8:0:0:0:0:0:9 2001:db8:0:0:0:0:0:1 56324 80");
        Endpoints mixed =
                new Endpoints(new InetSocketAddress("203.0.113.9", 56_324), new InetSocketAddress("2001:db8::1", 80));
        assertThat(read(ProxyHeader.of(mixed, version)))
                .as("mixed")
                .startsWith("TCP6 ")
                .containsAnyOf(" ::ffff:203.0.113.9 ", " 0:0:0:0:0:ffff:cb00:7109 ")
                .endsWith(" 2001:db8:0:0:0:0:0:1 56324 80");
        assertThat(read(ProxyHeader.local(version))).startsWith("UNKNOWN null null");
    }

    private static String read(ByteBuf header) {
        EmbeddedChannel decoder = new EmbeddedChannel(new HAProxyMessageDecoder());
        decoder.writeInbound(header);
        HAProxyMessage message = decoder.readInbound();
        String text = message.proxiedProtocol() + " " + message.sourceAddress() + " " + message.destinationAddress()
                + " " + message.sourcePort() + " " + message.destinationPort();
        message.release();
        decoder.finishAndReleaseAll();
        return text;
    }
}
