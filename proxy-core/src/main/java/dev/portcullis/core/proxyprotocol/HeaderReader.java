package dev.portcullis.core.proxyprotocol;

import dev.portcullis.core.http.MalformedMessageException;
import io.netty.buffer.ByteBuf;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Reads one header, of either version, as its bytes come. Takes no byte that follows the header, and refuses at the first byte
 * that can't be one's. Holds 108 bytes at most: what version 2 appends to the addresses (TLVs, up to 64 KiB) is skipped unread.
 *
 * <p>Stricter than the protocol has to be: one space between the parts, canonical IPv4 addresses, no zone, no leading zeros of
 * ports. Who is listed as a peer writes such headers by program.
 */
final class HeaderReader {

    private static final byte[] TEXT = "PROXY ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BINARY = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);

    /** Of version 1, with its CR LF. */
    private static final int LONGEST_LINE = 107;

    private static final int FIXED = 16;
    private static final int INET = 12;
    private static final int INET6 = 36;
    private static final int UNIX = 216;

    private final byte[] bytes = new byte[LONGEST_LINE + 1];
    private int filled;
    private int toSkip;
    private @Nullable Announced announced;

    /** Takes bytes until the header is complete; then says what it announced, before that null. */
    @Nullable
    Announced read(ByteBuf in) throws MalformedMessageException {
        while (announced == null && in.isReadable()) {
            bytes[filled++] = in.readByte();
            announced = bytes[0] == TEXT[0] ? textHeader() : binaryHeader();
        }
        int skipped = Math.min(toSkip, in.readableBytes());
        in.skipBytes(skipped);
        toSkip -= skipped;
        return toSkip == 0 ? announced : null;
    }

    private @Nullable Announced textHeader() throws MalformedMessageException {
        require(filled > TEXT.length || bytes[filled - 1] == TEXT[filled - 1], "no PROXY header");
        if (bytes[filled - 1] != '\n') {
            require(filled < LONGEST_LINE, "a PROXY line that is too long");
            return null;
        }
        require(bytes[filled - 2] == '\r', "a PROXY line that does not end with CR LF");
        String line = new String(bytes, 0, filled - 2, StandardCharsets.ISO_8859_1);
        if (line.equals("PROXY UNKNOWN") || line.startsWith("PROXY UNKNOWN ")) {
            return Announced.NOBODY;
        }
        String[] parts = line.split(" ", -1);
        require(parts.length == 6, "a PROXY line without six parts");
        boolean ipv4 = parts[1].equals("TCP4");
        require(ipv4 || parts[1].equals("TCP6"), "a PROXY line of a protocol that is not known");
        address(parts[3], ipv4);
        port(parts[5]);
        return new Announced(new InetSocketAddress(address(parts[2], ipv4), port(parts[4])));
    }

    private @Nullable Announced binaryHeader() throws MalformedMessageException {
        require(filled > BINARY.length || bytes[filled - 1] == BINARY[filled - 1], "no PROXY header");
        if (filled < FIXED) {
            return null;
        }
        int length = number(14);
        int addresses = addressesLength(length);
        if (filled < FIXED + addresses) {
            return null;
        }
        toSkip = length - addresses;
        return switch (addresses) {
            case INET -> new Announced(new InetSocketAddress(address(FIXED, 4), number(FIXED + 8)));
            case INET6 -> new Announced(new InetSocketAddress(address(FIXED, 16), number(FIXED + 32)));
            default -> Announced.NOBODY;
        };
    }

    /** How many bytes of addresses are of use; 0 for a header that names nobody with an IP address. */
    private int addressesLength(int length) throws MalformedMessageException {
        int command = bytes[12] & 0xFF;
        int family = bytes[13] & 0xFF;
        boolean local = command == 0x20;
        require(local || command == 0x21, "a PROXY header of a version or command that is not known");
        int addresses =
                switch (family) {
                    case 0x00 -> 0;
                    case 0x11, 0x12 -> INET;
                    case 0x21, 0x22 -> INET6;
                    case 0x31, 0x32 -> UNIX;
                    default -> throw malformed("a PROXY header of a protocol that is not known");
                };
        require(local || length >= addresses, "a PROXY header that is too short for its addresses");
        return local || addresses == UNIX ? 0 : addresses;
    }

    private int number(int at) {
        return (bytes[at] & 0xFF) << 8 | bytes[at + 1] & 0xFF;
    }

    private InetAddress address(int at, int length) {
        byte[] address = new byte[length];
        System.arraycopy(bytes, at, address, 0, length);
        return inet(address);
    }

    private static InetAddress address(String text, boolean ipv4) throws MalformedMessageException {
        boolean plain = text.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == '.' || c == ':');
        byte[] address = plain ? NetUtil.createByteArrayFromIpAddressString(text) : null;
        if (address == null
                || address.length != (ipv4 ? 4 : 16)
                || ipv4 && !NetUtil.bytesToIpAddress(address).equals(text)) {
            throw malformed("a PROXY line with an address that is none");
        }
        return inet(address);
    }

    private static int port(String text) throws MalformedMessageException {
        boolean plain = !text.isEmpty()
                && text.length() <= 5
                && text.chars().allMatch(c -> c >= '0' && c <= '9')
                && (text.length() == 1 || text.charAt(0) != '0');
        require(plain && Integer.parseInt(text) <= 0xFFFF, "a PROXY line with a port that is none");
        return Integer.parseInt(text);
    }

    private static InetAddress inet(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("4 or 16 bytes are always an address", impossible);
        }
    }

    private static void require(boolean holds, String otherwise) throws MalformedMessageException {
        if (!holds) {
            throw malformed(otherwise);
        }
    }

    private static MalformedMessageException malformed(String reason) {
        return new MalformedMessageException(400, reason);
    }
}
