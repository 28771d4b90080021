package dev.portcullis.app.acme;

import dev.portcullis.core.exchange.Challenges;
import dev.portcullis.core.tls.Certificates;
import dev.portcullis.rules.time.WallClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificates that are got from an authority and renewed. Their files are there from the beginning; who serves them notices when
 * they change.
 *
 * <p>Asks on a thread of its own, for one after the other, and only while this process is the one that does ({@link Charge}). Safe between
 * threads.
 */
public final class AcmeCertificates implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AcmeCertificates.class);

    private final Issuer issuer;
    private final Challenges challenges;
    private final WallClock clock;
    private final DoubleSupplier chance;
    private final Rounds rounds;
    private final Charge charge = new Charge();
    private final AtomicLong succeeded = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private String complaint = "";
    private @Nullable Wanted looked;
    private volatile @Nullable Wanted wanted;

    /** What is to be got. */
    private record Wanted(AcmeSettings settings, List<AcmeCertificate> certificates) {}

    AcmeCertificates(Issuer issuer, Challenges challenges, WallClock clock, DoubleSupplier chance, Rounds rounds) {
        this.issuer = issuer;
        this.challenges = challenges;
        this.clock = clock;
        this.chance = chance;
        this.rounds = rounds;
    }

    /** None yet; {@code served} are the certificates of the listeners, by which hosts are proven. */
    public static AcmeCertificates over(Certificates served, WallClock clock) {
        Proofs proofs = new Proofs(served);
        return new AcmeCertificates(
                new AcmeIssuer(proofs),
                proofs,
                clock,
                () -> ThreadLocalRandom.current().nextDouble(),
                new RoundsThread());
    }

    /** What listeners answer to authorities that ask for a proof. */
    public Challenges challenges() {
        return challenges;
    }

    /**
     * Sees to it that there is a file of each certificate that these settings want, and returns what gets and renews those from then on,
     * and no others, when it is run. That is when listeners are there. Throws IOException, with a message for people, when nothing can be
     * kept; then nothing has changed.
     *
     * @param settings null for none
     */
    public synchronized Runnable prepare(@Nullable AcmeSettings settings) throws IOException {
        Wanted before = wanted;
        if (settings == null) {
            return () -> take(null);
        }
        if (before != null && before.settings().equals(settings)) {
            return () -> {};
        }
        Map<String, AcmeCertificate> known = new HashMap<>();
        if (before != null && before.settings().isOfSameAuthority(settings)) {
            before.certificates().forEach(each -> known.put(each.domain(), each));
        }
        AcmeFolder folder = AcmeFolder.at(settings.folder());
        List<AcmeCertificate> certificates = new ArrayList<>();
        for (String domain : settings.domains()) {
            AcmeCertificate same = known.get(domain);
            certificates.add(
                    same == null ? new AcmeCertificate(settings.directory(), domain, folder, clock, chance) : same);
        }
        return () -> take(new Wanted(settings, List.copyOf(certificates)));
    }

    /** What is being asked for is given up: it may not be wanted any more, or in another way. */
    private void take(@Nullable Wanted next) {
        boolean something = next != null || wanted != null;
        wanted = next;
        if (something) {
            rounds.begin(this::look);
        }
    }

    /** Asks for each certificate for which it is time, if no other process does. */
    void look() throws InterruptedException {
        Wanted now = wanted;
        if (now == null) {
            letGo();
            return;
        }
        if (!takesCharge(now)) {
            return;
        }
        for (AcmeCertificate each : now.certificates()) {
            switch (each.look(issuer, now.settings())) {
                case NONE -> {}
                case SUCCEEDED -> succeeded.incrementAndGet();
                case FAILED -> failed.incrementAndGet();
            }
        }
    }

    /**
     * Whether this process asks. When it begins to, or others are wanted, the files may be other than those it knows; as long as it does not
     * know them it does not ask, and another process may.
     */
    private boolean takesCharge(Wanted now) {
        boolean known = charge.isTaken() && now.equals(looked);
        try {
            if (!known && charge.take(now.settings().folder())) {
                for (AcmeCertificate each : now.certificates()) {
                    each.lookAtFile();
                }
                looked = now;
                known = true;
            }
            complaint = "";
            return known;
        } catch (IOException e) {
            String problem = String.valueOf(e.getMessage());
            if (!problem.equals(complaint)) {
                complaint = problem;
                log.error("no certificates are asked for: {}", problem);
            }
            return false;
        } finally {
            if (!known) {
                letGo();
            }
        }
    }

    private void letGo() {
        try {
            charge.close();
        } catch (IOException e) {
            log.warn("the lock of the certificates' folder: {}", e.getMessage());
        }
    }

    /** How it stands with each, in the order of the configuration. */
    public List<AcmeState> states() {
        Wanted now = wanted;
        return now == null
                ? List.of()
                : now.certificates().stream().map(AcmeCertificate::state).toList();
    }

    /** What is wrong, a sentence for each certificate that there is none of, or no new one. */
    public List<String> problems() {
        return states().stream()
                .map(AcmeState::sentence)
                .filter(sentence -> !sentence.isEmpty())
                .toList();
    }

    /** How often one has come. */
    public long succeeded() {
        return succeeded.get();
    }

    /** How often none has come. */
    public long failed() {
        return failed.get();
    }

    /** Asks no more, and lets another process do so. */
    @Override
    public void close() {
        if (rounds.end()) {
            letGo();
        }
    }
}
