package dev.portcullis.core.testing;

import dev.portcullis.core.tls.ServerCertificate;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.Algorithm;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/** An authority that exists for one test, and clients that trust it alone. */
public final class Pki {

    private static final int PATIENCE_MILLIS = 10_000;

    private final X509Bundle root;
    private final SSLContext client;

    /** An authority. */
    public Pki() {
        this(newRoot());
    }

    /** The same authority, and a client that remembers no sessions. */
    public Pki(Pki other) {
        this(other.root);
    }

    private Pki(X509Bundle root) {
        this.root = root;
        try {
            client = SSLContext.getInstance("TLS");
            client.init(null, new TrustManager[] {root.toTrustManager()}, new SecureRandom());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static X509Bundle newRoot() {
        try {
            return new CertificateBuilder()
                    .subject("CN=Authority of a test")
                    .setIsCertificateAuthority(true)
                    .ecp256()
                    .buildSelfSigned();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The authority's own certificate. */
    public X509Bundle root() {
        return root;
    }

    /** A certificate for these hosts, with an ECDSA key. */
    public ServerCertificate certificate(String... hosts) {
        return certificate(Algorithm.ecp256, hosts);
    }

    /** A certificate for these hosts, with such a key. */
    public ServerCertificate certificate(Algorithm algorithm, String... hosts) {
        X509Bundle made = bundle(algorithm, hosts);
        return new ServerCertificate(made.getKeyPair().getPrivate(), made.getCertificatePathList(), List.of(hosts));
    }

    /** A certificate for these hosts, with such a key, as a bundle. */
    public X509Bundle bundle(Algorithm algorithm, String... hosts) {
        try {
            CertificateBuilder builder =
                    new CertificateBuilder().subject("CN=" + hosts[0]).algorithm(algorithm);
            for (String host : hosts) {
                if (!host.startsWith("*")) { // the builder takes none of those
                    builder.addSanDnsName(host);
                }
            }
            return builder.addExtendedKeyUsageServerAuth().buildIssuedBy(root);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A socket that accepts connections with TLS, and has a certificate for these hosts. */
    public ServerSocket serverSocket(String... hosts) {
        try {
            SSLContext server = SSLContext.getInstance("TLS");
            server.init(bundle(Algorithm.ecp256, hosts).toKeyManagerFactory().getKeyManagers(), null, null);
            return server.getServerSocketFactory().createServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** A connection on which the handshake is yet to come; the certificate must be for {@code host}, which is asked for. */
    public SSLSocket connect(InetSocketAddress to, String host, String... protocols) throws IOException {
        return connect(new Socket(to.getAddress(), to.getPort()), host, protocols);
    }

    /** As {@link #connect(InetSocketAddress, String, String...)}, over a connection that is there already. */
    public SSLSocket connect(Socket over, String host, String... protocols) throws IOException {
        SSLSocket socket = (SSLSocket) client.getSocketFactory().createSocket(over, host, over.getPort(), true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setServerNames(List.of(new SNIHostName(host)));
        parameters.setApplicationProtocols(new String[] {"http/1.1"});
        if (protocols.length > 0) {
            parameters.setProtocols(protocols);
        }
        socket.setSSLParameters(parameters);
        return socket;
    }
}
