package dev.portcullis.app.acme;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import org.shredzone.acme4j.util.KeyPairUtils;

/** Makes keys. */
final class Keys {

    private Keys() {}

    /** For certificates: ECDSA over P-256, which every browser and every authority takes. */
    static KeyPair make() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e); // every Java has it
        }
    }

    /** For what nobody has to compute often: RSA with 2048 bits. */
    static KeyPair makeRsa() {
        return KeyPairUtils.createKeyPair(2048);
    }
}
