package dev.portcullis.app.acme;

import dev.portcullis.core.tls.ServerCertificate;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Certificate;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.RenewalInfo;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.connector.Resource;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gets certificates by ACME (RFC 8555). */
final class AcmeIssuer implements Issuer {

    private static final Logger log = LoggerFactory.getLogger(AcmeIssuer.class);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    private final Proofs proofs;

    AcmeIssuer(Proofs proofs) {
        this.proofs = proofs;
    }

    @Override
    public Issued issue(AcmeSettings settings, String domain, Proof proof) throws Refused, InterruptedException {
        try {
            return issued(settings, domain, proof);
        } catch (AcmeException | IOException | RuntimeException e) {
            Failures.throwIfInterrupted(e);
            Instant notBefore = e instanceof AcmeRateLimitedException limited
                    ? limited.getRetryAfter().orElse(null)
                    : null;
            throw new Refused(Failures.words(e), notBefore);
        }
    }

    /** What goes wrong with it is of no consequence: it is renewed in time anyway. */
    @Override
    public Optional<Suggestion> suggestion(AcmeSettings settings, X509Certificate served) throws InterruptedException {
        try {
            Session session = session(settings);
            if (session.resourceUrlOptional(Resource.RENEWAL_INFO).isEmpty()) {
                return Optional.empty();
            }
            KeyPair key = AcmeFolder.at(settings.folder()).accountKey(settings.directory());
            RenewalInfo info = login(session, settings, key).bindRenewalInfo(served);
            info.fetch();
            return Optional.of(new Suggestion(info.getSuggestedWindowStart(), info.getSuggestedWindowEnd()));
        } catch (AcmeException | IOException | RuntimeException e) {
            Failures.throwIfInterrupted(e);
            log.debug("{} does not say when to renew: {}", settings.directory().getHost(), Failures.words(e));
            return Optional.empty();
        }
    }

    private Issued issued(AcmeSettings settings, String domain, Proof proof)
            throws AcmeException, IOException, Refused, InterruptedException {
        AcmeFolder folder = AcmeFolder.at(settings.folder());
        Login login = login(session(settings), settings, folder.accountKey(settings.directory()));
        Order order = login.newOrder().domain(domain).create();
        for (Authorization authorization : order.getAuthorizations()) {
            if (authorization.getStatus() != Status.VALID) {
                switch (proof) {
                    case HTTP_01 -> proveByPage(authorization);
                    case TLS_ALPN_01 -> proveByCertificate(authorization);
                }
            }
        }
        if (order.waitUntilReady(PATIENCE) != Status.READY) {
            throw new Refused("it does not go on with the order: " + Failures.words(order.getError()));
        }
        KeyPair key = Keys.make();
        order.execute(key);
        if (order.waitForCompletion(PATIENCE) != Status.VALID) {
            throw new Refused("it makes none: " + Failures.words(order.getError()));
        }
        Certificate certificate = order.getCertificate();
        StringWriter chain = new StringWriter();
        certificate.writeCertificate(chain);
        return new Issued(certificate.getCertificate(), chain.toString(), key);
    }

    private static Session session(AcmeSettings settings) {
        Session session = new Session(settings.directory(), new Directory(settings.ca()));
        session.networkSettings().setTimeout(ANSWER);
        return session;
    }

    /** With the account of this key; the first time it is made. That its terms are agreed to stands in the configuration, or there are no settings. */
    private static Login login(Session session, AcmeSettings settings, KeyPair key) throws AcmeException {
        AccountBuilder account = new AccountBuilder().agreeToTermsOfService().useKeyPair(key);
        if (settings.email() != null) {
            account.addEmail(settings.email());
        }
        AcmeSettings.ExternalAccount bound = settings.account();
        if (bound != null) {
            account.withKeyIdentifier(bound.keyId(), bound.macKey());
        }
        return account.createLogin(session);
    }

    private void proveByPage(Authorization authorization) throws AcmeException, Refused, InterruptedException {
        Http01Challenge challenge = challenge(authorization, Http01Challenge.class, Http01Challenge.TYPE);
        String token = challenge.getToken();
        proofs.answer(token, challenge.getAuthorization().getBytes(StandardCharsets.US_ASCII));
        try {
            await(authorization, challenge);
        } finally {
            proofs.forget(token);
        }
    }

    private void proveByCertificate(Authorization authorization)
            throws AcmeException, IOException, Refused, InterruptedException {
        TlsAlpn01Challenge challenge = challenge(authorization, TlsAlpn01Challenge.class, TlsAlpn01Challenge.TYPE);
        String host = authorization.getIdentifier().getDomain();
        KeyPair key = Keys.makeRsa(); // acme4j signs this certificate with nothing else
        X509Certificate proof = challenge.createCertificate(key, authorization.getIdentifier());
        proofs.prove(host, new ServerCertificate(key.getPrivate(), List.of(proof), List.of(host)));
        try {
            await(authorization, challenge);
        } finally {
            proofs.withdraw(host);
        }
    }

    private static <C extends Challenge> C challenge(Authorization authorization, Class<C> kind, String name)
            throws Refused {
        return authorization.findChallenge(kind).orElseThrow(() -> new Refused("it does not take " + name));
    }

    private static void await(Authorization authorization, Challenge challenge)
            throws AcmeException, Refused, InterruptedException {
        challenge.trigger();
        if (authorization.waitForCompletion(PATIENCE) != Status.VALID) {
            challenge.fetch();
            throw new Refused("it does not see by " + challenge.getType() + " that the host is served here: "
                    + Failures.words(challenge.getError()));
        }
    }
}
