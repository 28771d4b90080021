package dev.portcullis.app.acme;

import dev.portcullis.core.exchange.Challenges;
import dev.portcullis.core.tls.Certificates;
import dev.portcullis.core.tls.ServerCertificate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What shows the authority that a host is served here, while it asks. Safe between threads. */
final class Proofs implements Challenges {

    private final Certificates certificates;
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();

    /** Nothing is asked yet; {@code certificates} are those that the listeners serve. */
    Proofs(Certificates certificates) {
        this.certificates = certificates;
    }

    @Override
    public byte @Nullable [] answer(String token) {
        byte[] answer = answers.get(token);
        return answer == null ? null : answer.clone();
    }

    void answer(String token, byte[] answer) {
        answers.put(token, answer);
    }

    void forget(String token) {
        answers.remove(token);
    }

    /** Serves a certificate to whoever asks for the host by {@code acme-tls/1} (RFC 8737). */
    void prove(String host, ServerCertificate proof) throws SSLException {
        certificates.prove(host, proof);
    }

    void withdraw(String host) {
        certificates.withdraw(host);
    }
}
