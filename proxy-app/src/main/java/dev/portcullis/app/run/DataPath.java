package dev.portcullis.app.run;

import dev.portcullis.app.tls.CertificateStore;
import dev.portcullis.app.tls.ChallengeDirectory;
import dev.portcullis.core.server.ProxyServer;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.rules.api.Clients;
import java.io.IOException;

/**
 * The proxy and the certificates it serves, which are configured together.
 *
 * @param proxy the proxy
 * @param certificates what it serves where TLS is spoken
 * @param challenges where those of certificate authorities are answered from
 */
record DataPath(ProxyServer proxy, CertificateStore certificates, ChallengeDirectory challenges) {

    /**
     * Serves.
     *
     * @param takesOver whether the listeners are another process's, which is to retire
     */
    static DataPath start(
            ProxySettings settings,
            ProxyServer.Parts parts,
            CertificateStore store,
            ChallengeDirectory challenges,
            boolean takesOver)
            throws IOException {
        store.prepare(settings.listen().tls()).run();
        challenges.serve(settings.listen().tls().https().challengeDirectory());
        try {
            ProxyServer proxy = takesOver ? ProxyServer.takeOver(settings, parts) : ProxyServer.start(settings, parts);
            return new DataPath(proxy, store, challenges);
        } catch (IOException e) {
            throw ListenFailure.of(e);
        }
    }

    /**
     * Serves in another way from now on. Throws IOException, with a message for people, when that can't be done; then nothing has
     * changed.
     */
    void configure(ProxySettings to, Clients clients) throws IOException {
        Runnable back = certificates.asItIs();
        certificates.prepare(to.listen().tls()).run();
        try {
            proxy.configure(to, clients);
        } catch (IOException | RuntimeException e) {
            back.run();
            throw e;
        }
        challenges.serve(to.listen().tls().https().challengeDirectory());
    }
}
