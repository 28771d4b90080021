package dev.portcullis.core.proxyprotocol;

import dev.portcullis.core.settings.OriginSettings.ProxyProtocol;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * Writes the header of a connection to an origin. When one end has an IPv4 and the other an IPv6 address, the IPv4 one is written as
 * an IPv4-mapped IPv6 address, as HAProxy does in version 2: the origin must not lose who the client is.
 */
public final class ProxyHeader {

    private static final byte[] SIGNATURE = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};
    private static final byte LOCAL = 0x20;
    private static final byte PROXY = 0x21;
    private static final byte UNSPECIFIED = 0x00;
    private static final byte TCP4 = 0x11;
    private static final byte TCP6 = 0x21;

    private ProxyHeader() {}

    /** The header of a connection that is made for a client; empty for {@link ProxyProtocol#OFF}. */
    public static ByteBuf of(Endpoints ends, ProxyProtocol version) {
        return switch (version) {
            case OFF -> Unpooled.EMPTY_BUFFER;
            case V1 -> text(ends);
            case V2 -> binary(ends);
        };
    }

    /**
     * The header of a connection that Portcullis makes for itself; empty for {@link ProxyProtocol#OFF}. Of version 1 it is the long
     * form, whose addresses mean nothing: Apache closes a connection that begins with the short one, which has fewer than
     * the 16 bytes that it looks at first.
     */
    public static ByteBuf local(ProxyProtocol version) {
        return switch (version) {
            case OFF -> Unpooled.EMPTY_BUFFER;
            case V1 -> Unpooled.copiedBuffer("PROXY UNKNOWN :: :: 0 0\r\n", StandardCharsets.US_ASCII);
            case V2 -> start(LOCAL, UNSPECIFIED, 0);
        };
    }

    private static ByteBuf text(Endpoints ends) {
        boolean ipv4 = isIpv4(ends);
        ByteBuf line = Unpooled.buffer(108);
        ByteBufUtil.writeAscii(
                line,
                "PROXY " + (ipv4 ? "TCP4 " : "TCP6 ") + text(ends.source(), ipv4) + " "
                        + text(ends.destination(), ipv4) + " " + ends.source().getPort() + " "
                        + ends.destination().getPort() + "\r\n");
        return line;
    }

    private static ByteBuf binary(Endpoints ends) {
        boolean ipv4 = isIpv4(ends);
        ByteBuf header = start(PROXY, ipv4 ? TCP4 : TCP6, ipv4 ? 12 : 36);
        writeAddress(ends.source(), ipv4, header);
        writeAddress(ends.destination(), ipv4, header);
        return header.writeShort(ends.source().getPort())
                .writeShort(ends.destination().getPort());
    }

    private static ByteBuf start(byte command, byte family, int length) {
        return Unpooled.buffer(SIGNATURE.length + 4 + length)
                .writeBytes(SIGNATURE)
                .writeByte(command)
                .writeByte(family)
                .writeShort(length);
    }

    private static boolean isIpv4(Endpoints ends) {
        return ends.source().getAddress() instanceof Inet4Address
                && ends.destination().getAddress() instanceof Inet4Address;
    }

    private static void writeAddress(InetSocketAddress end, boolean ipv4, ByteBuf out) {
        InetAddress address = end.getAddress();
        if (!ipv4 && address instanceof Inet4Address) {
            out.writeBytes(MAPPED);
        }
        out.writeBytes(address.getAddress());
    }

    /** No zone, which only means something on the machine that it is of. */
    private static String text(InetSocketAddress end, boolean ipv4) {
        String text = end.getAddress().getHostAddress();
        if (!ipv4 && end.getAddress() instanceof Inet4Address) {
            return "::ffff:" + text;
        }
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }
}
