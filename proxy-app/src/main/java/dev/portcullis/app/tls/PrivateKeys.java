package dev.portcullis.app.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;

/** Private keys in the three forms that tools write them: PKCS #8, and those of RSA and of elliptic curves alone. */
final class PrivateKeys {

    private static final int SEQUENCE = 0x30;
    private static final int OCTETS = 0x04;
    private static final byte[] VERSION_0 = {2, 1, 0};

    private PrivateKeys() {}

    /** The one private key among the parts, for a certificate with this public key. */
    static PrivateKey of(List<Pem.Part> parts, PublicKey publicKey) throws PemException {
        List<Pem.Part> keys = parts.stream()
                .filter(part -> part.label().endsWith("PRIVATE KEY"))
                .toList();
        if (keys.size() != 1) {
            throw new PemException(true, keys.isEmpty() ? "has no private key" : "has more than one private key");
        }
        Pem.Part key = keys.get(0);
        if (key.isEncrypted()) {
            throw new PemException(
                    true, "is encrypted with a password; \"openssl pkey -in FILE -out NEW\" writes it without");
        }
        String algorithm = publicKey.getAlgorithm();
        if (!algorithm.equals("RSA") && !algorithm.equals("EC")) {
            throw new PemException(
                    true, "is a key of the kind " + algorithm + ", which browsers don't take; use EC or RSA");
        }
        try {
            byte[] encoded =
                    switch (key.label()) {
                        case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> pkcs8(publicKey, key.bytes());
                        default -> key.bytes();
                    };
            PrivateKey read = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (fits(read, publicKey)) {
                return read;
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            if (key.label().equals("PRIVATE KEY") && isWhole(key)) {
                throw new PemException(true, "does not fit the certificate, whose key is of the kind " + algorithm);
            }
            throw new PemException(true, "is damaged, or does not fit the certificate");
        }
        throw new PemException(true, "does not fit the certificate: it is the key of another one");
    }

    /** Whether what the private key signs is signed in the eyes of those who know the public one. */
    static boolean fits(PrivateKey key, PublicKey publicKey) throws GeneralSecurityException {
        Signature signature =
                Signature.getInstance(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
        signature.initSign(key);
        signature.update(VERSION_0);
        byte[] signed = signature.sign();
        signature.initVerify(publicKey);
        signature.update(VERSION_0);
        return signature.verify(signed);
    }

    private static boolean isWhole(Pem.Part key) {
        try {
            byte[] bytes = key.bytes();
            return bytes.length > 4 && bytes[0] == SEQUENCE && der(SEQUENCE, contents(bytes)).length == bytes.length;
        } catch (IllegalArgumentException | IndexOutOfBoundsException | NegativeArraySizeException e) {
            return false;
        }
    }

    /** PKCS #8 (RFC 5958) around a key of the kind that the certificate's public key is of. */
    private static byte[] pkcs8(PublicKey publicKey, byte[] key) {
        byte[] info = contents(publicKey.getEncoded());
        int end = lengthOf(info);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(VERSION_0);
        all.write(info, 0, end); // the AlgorithmIdentifier stands first in a SubjectPublicKeyInfo (RFC 5280 4.1)
        all.writeBytes(der(OCTETS, key));
        return der(SEQUENCE, all.toByteArray());
    }

    private static byte[] der(int tag, byte[] contents) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        int length = contents.length;
        if (length < 0x80) {
            out.write(length);
        } else if (length < 0x100) {
            out.write(0x81);
            out.write(length);
        } else {
            out.write(0x82);
            out.write(length >> 8);
            out.write(length);
        }
        out.writeBytes(contents);
        return out.toByteArray();
    }

    /** Bytes of the first element, with its tag and length. */
    private static int lengthOf(byte[] der) {
        return header(der) + length(der);
    }

    private static byte[] contents(byte[] der) {
        int from = header(der);
        if (der.length < from + length(der)) {
            throw new IllegalArgumentException("cut short");
        }
        byte[] contents = new byte[length(der)];
        System.arraycopy(der, from, contents, 0, contents.length);
        return contents;
    }

    private static int header(byte[] der) {
        return (der[1] & 0x80) == 0 ? 2 : 2 + (der[1] & 0x7f);
    }

    private static int length(byte[] der) {
        int length = der[1] & 0xff;
        if (length < 0x80) {
            return length;
        }
        length = 0;
        for (int i = 2; i < header(der); i++) {
            length = length << 8 | der[i] & 0xff;
        }
        return length;
    }
}
