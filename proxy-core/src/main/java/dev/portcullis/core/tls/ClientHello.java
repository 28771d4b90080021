package dev.portcullis.core.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * What of a ClientHello (RFC 8446 4.1.2) decides which certificate is served.
 *
 * @param host the name of the host that is wanted (RFC 6066 3), in lower case and without a dot at its end; empty when none is named
 * @param elliptic whether signatures with keys of elliptic curves are understood (RFC 8446 4.2.3)
 * @param asksForProof whether it is a certificate authority's that asks, by {@code acme-tls/1} alone, for the proof that the host is served
 *     here (RFC 8737)
 */
record ClientHello(String host, boolean elliptic, boolean asksForProof) {

    /** One that says nothing. */
    static final ClientHello SILENT = new ClientHello("", false, false);

    private static final int VERSION_AND_RANDOM = 34;
    private static final int SERVER_NAME = 0;
    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int ALPN = 16;
    private static final int HOST_NAME = 0;
    private static final String PROOF = "\0\13\nacme-tls/1";

    /**
     * What a ClientHello says, without the header of the handshake message. What ends too early says only what came before that: the
     * engine of TLS, which reads it after this, refuses it. The buffer's indices stay.
     */
    static ClientHello of(ByteBuf message) {
        ByteBuf in = message.slice();
        try {
            in.skipBytes(VERSION_AND_RANDOM);
            in.skipBytes(in.readUnsignedByte()); // session id
            in.skipBytes(in.readUnsignedShort()); // cipher suites
            in.skipBytes(in.readUnsignedByte()); // compression methods
            return in.isReadable() ? ofExtensions(in.readSlice(in.readUnsignedShort())) : SILENT;
        } catch (IndexOutOfBoundsException cutShort) {
            return SILENT;
        }
    }

    private static ClientHello ofExtensions(ByteBuf in) {
        String host = "";
        boolean elliptic = false;
        boolean asksForProof = false;
        while (in.isReadable()) {
            int type = in.readUnsignedShort();
            ByteBuf extension = in.readSlice(in.readUnsignedShort());
            if (type == SERVER_NAME) {
                host = host(extension);
            } else if (type == SIGNATURE_ALGORITHMS) {
                elliptic = hasElliptic(extension);
            } else if (type == ALPN) {
                asksForProof = extension.toString(StandardCharsets.ISO_8859_1).equals(PROOF);
            }
        }
        return new ClientHello(host, elliptic, asksForProof);
    }

    private static String host(ByteBuf extension) {
        ByteBuf names = extension.readSlice(extension.readUnsignedShort());
        while (names.isReadable()) {
            int type = names.readUnsignedByte();
            ByteBuf name = names.readSlice(names.readUnsignedShort());
            if (type == HOST_NAME) {
                String text = name.toString(StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT);
                return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
            }
        }
        return "";
    }

    /** Whether ECDSA stands among the algorithms, over whichever of the usual curves. */
    private static boolean hasElliptic(ByteBuf extension) {
        ByteBuf algorithms = extension.readSlice(extension.readUnsignedShort());
        while (algorithms.isReadable()) {
            int algorithm = algorithms.readUnsignedShort();
            if (algorithm == 0x0403 || algorithm == 0x0503 || algorithm == 0x0603) {
                return true;
            }
        }
        return false;
    }
}
