package dev.portcullis.core.forward;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** The value of a Forwarded field (RFC 7239 4): an element for each hop, the last with host and scheme. */
final class ForwardedField {

    private ForwardedField() {}

    static void write(Hop hop, String host, String scheme, ByteBuf out) {
        if (!hop.chain().isEmpty()) {
            for (String node : hop.chain().split(", ", -1)) {
                writeNode(node, out);
                out.writeShort(',' << 8 | ' ');
            }
        }
        writeNode(hop.peer(), out);
        ByteBufUtil.writeAscii(out, ";host=\"");
        ByteBufUtil.writeAscii(out, host);
        ByteBufUtil.writeAscii(out, "\";proto=");
        ByteBufUtil.writeAscii(out, scheme);
    }

    /** An IPv6 address is bracketed and quoted (RFC 7239 6.1). */
    private static void writeNode(String address, ByteBuf out) {
        if (address.indexOf(':') >= 0) {
            ByteBufUtil.writeAscii(out, "for=\"[");
            ByteBufUtil.writeAscii(out, address);
            ByteBufUtil.writeAscii(out, "]\"");
        } else {
            ByteBufUtil.writeAscii(out, "for=");
            ByteBufUtil.writeAscii(out, address);
        }
    }
}
