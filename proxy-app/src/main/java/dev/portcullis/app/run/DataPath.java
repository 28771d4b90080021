package dev.portcullis.app.run;

import dev.portcullis.app.tls.CertificateStore;
import dev.portcullis.core.server.ProxyServer;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.rules.api.Clients;
import java.io.IOException;

/**
 * The proxy and the certificates it serves, which are configured together.
 *
 * @param proxy the proxy
 * @param certificates what it serves where TLS is spoken
 */
record DataPath(ProxyServer proxy, CertificateStore certificates) {

    /**
     * Serves.
     *
     * @param takesOver whether the listeners are another process's, which is to retire
     */
    static DataPath start(ProxySettings settings, ProxyServer.Parts parts, CertificateStore store, boolean takesOver)
            throws IOException {
        store.prepare(settings.listen().tls()).run();
        try {
            ProxyServer proxy = takesOver ? ProxyServer.takeOver(settings, parts) : ProxyServer.start(settings, parts);
            return new DataPath(proxy, store);
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
    }
}
