package dev.portcullis.core.fingerprint;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Makes the bytes of ClientHello messages. */
final class Hello {

    private final ByteArrayOutputStream ciphers = new ByteArrayOutputStream();
    private final ByteArrayOutputStream extensions = new ByteArrayOutputStream();
    private int version = 0x0303;
    private boolean hasExtensions;

    Hello version(int legacy) {
        version = legacy;
        return this;
    }

    Hello cipher(int... codes) {
        for (int code : codes) {
            u16(ciphers, code);
        }
        return this;
    }

    Hello extension(int type, int... octets) {
        hasExtensions = true;
        u16(extensions, type);
        u16(extensions, octets.length);
        for (int octet : octets) {
            extensions.write(octet);
        }
        return this;
    }

    Hello alpn(int... octets) {
        int[] list = new int[octets.length + 3];
        list[1] = octets.length + 1;
        list[2] = octets.length;
        System.arraycopy(octets, 0, list, 3, octets.length);
        return extension(16, list);
    }

    Hello alpn(String name) {
        return alpn(
                name.getBytes(StandardCharsets.ISO_8859_1).length == 0
                        ? new int[0]
                        : name.chars().toArray());
    }

    /** The message, without the header of handshake messages. */
    byte[] bytes() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        u16(body, version);
        body.writeBytes(new byte[32]);
        body.write(0);
        u16(body, ciphers.size());
        body.writeBytes(ciphers.toByteArray());
        body.write(1);
        body.write(0);
        if (hasExtensions) {
            u16(body, extensions.size());
            body.writeBytes(extensions.toByteArray());
        }
        return body.toByteArray();
    }

    String ja4() {
        return ja4(bytes());
    }

    /** The fingerprint of a message. */
    static String ja4(byte[] message) {
        return Ja4.of(Unpooled.wrappedBuffer(message), Ja4.Carrier.TCP);
    }

    private static void u16(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }
}
