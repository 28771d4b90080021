package dev.portcullis.app.run;

import dev.portcullis.app.acme.AcmeCertificates;
import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.tls.CertificateStore;
import dev.portcullis.app.tls.ChallengeDirectory;
import dev.portcullis.core.server.ProxyServer;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.tls.Certificates;
import dev.portcullis.rules.api.Clients;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The proxy and the certificates it serves, which are configured together.
 *
 * @param proxy the proxy
 * @param certificates what it serves where TLS is spoken
 * @param challenges where those of certificate authorities are answered from
 * @param acme the certificates that the program gets by itself
 */
record DataPath(
        ProxyServer proxy, CertificateStore certificates, ChallengeDirectory challenges, AcmeCertificates acme) {

    /**
     * What there is of certificates before anything is served.
     *
     * @param store those that listeners serve
     * @param challenges where challenges are answered from
     * @param acme those that the program gets by itself
     */
    record Tls(CertificateStore store, ChallengeDirectory challenges, AcmeCertificates acme) {

        static Tls of(Certificates served, WallClock clock) {
            return new Tls(
                    new CertificateStore(served, clock),
                    new ChallengeDirectory(),
                    AcmeCertificates.over(served, clock));
        }

        /** The answer to a challenge: of this program's own, or from the directory. */
        byte @Nullable [] answer(String token) {
            byte[] own = acme.challenges().answer(token);
            return own == null ? challenges.answer(token) : own;
        }
    }

    /**
     * Serves.
     *
     * @param takesOver whether the listeners are another process's, which is to retire
     */
    static DataPath start(Configuration configuration, ProxyServer.Parts parts, Tls tls, boolean takesOver)
            throws IOException {
        ProxySettings settings = configuration.proxy();
        CertificateStore store = tls.store();
        Runnable getCertificates = tls.acme().prepare(configuration.acme());
        store.prepare(settings.listen().tls()).run();
        tls.challenges().serve(settings.listen().tls().https().challengeDirectory());
        try {
            ProxyServer proxy = takesOver ? ProxyServer.takeOver(settings, parts) : ProxyServer.start(settings, parts);
            getCertificates.run();
            return new DataPath(proxy, store, tls.challenges(), tls.acme());
        } catch (IOException e) {
            throw ListenFailure.of(e);
        }
    }

    /**
     * Serves in another way from now on. Throws IOException, with a message for people, when that can't be done; then nothing has
     * changed.
     */
    void configure(Configuration wanted, Clients clients) throws IOException {
        ProxySettings to = wanted.proxy();
        Runnable getCertificates = acme.prepare(wanted.acme());
        Runnable back = certificates.asItIs();
        certificates.prepare(to.listen().tls()).run();
        try {
            proxy.configure(to, clients);
        } catch (IOException | RuntimeException e) {
            back.run();
            throw e;
        }
        challenges.serve(to.listen().tls().https().challengeDirectory());
        getCertificates.run();
    }
}
