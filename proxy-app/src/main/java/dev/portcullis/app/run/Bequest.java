package dev.portcullis.app.run;

import dev.portcullis.app.report.Endpoint;
import dev.portcullis.app.report.ReportJson;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.BanListener;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bans that a process makes after it has handed over, while it finishes what it had begun: they are told to the process that took over,
 * at the administrator's listener.
 */
final class Bequest implements BanListener {

    private static final Logger log = LoggerFactory.getLogger(Bequest.class);
    private static final int PATIENCE_MILLIS = 2_000;
    private static final int RETRY_MILLIS = 200;

    /** Of bans as JSON in one message: less than the administrator's listener takes. */
    private static final int MOST_BYTES = 12 << 10;

    private final InetSocketAddress heir;
    private final Supplier<String> token;
    private final LinkedBlockingQueue<Ban> untold = new LinkedBlockingQueue<>(100_000);
    private volatile boolean noting;
    private volatile boolean ending;
    private @Nullable Thread teller;

    /** To whom listens there once it has taken over, for whom this token is right, that of now. */
    Bequest(InetSocketAddress heir, Supplier<String> token) {
        this.heir = heir;
        this.token = token;
    }

    /** Whoever takes over is given all bans of before: from now on each further one is noted. */
    void begin() {
        noting = true;
    }

    /** Nobody has taken over. */
    void cancel() {
        noting = false;
        untold.clear();
    }

    @Override
    public void banned(Ban ban) {
        if (noting && !untold.offer(ban)) {
            log.debug("too many bans to be told of: {} ends with this process", ban.subject());
        }
    }

    @Override
    public void lifted(Ban ban, Lift why) {
        // the administrator asks the other process, which knows of the end as well
    }

    /** The next process listens: begins to tell it. */
    synchronized void tell() {
        Thread thread = new Thread(this::run, "bequest");
        thread.setDaemon(true);
        teller = thread;
        thread.start();
    }

    /** No ban is made any more: returns when all are told, or after this time. */
    synchronized void end(Duration atMost) {
        ending = true;
        Thread thread = teller;
        try {
            if (thread != null) {
                thread.join(atMost.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!untold.isEmpty()) {
            log.error("{} bans of the last requests are lost: the next process does not take them", untold.size());
        }
    }

    private void run() {
        List<Ban> batch = new ArrayList<>();
        try {
            while (true) {
                Ban first = untold.poll(RETRY_MILLIS, TimeUnit.MILLISECONDS);
                if (first == null && ending) {
                    return;
                }
                if (first != null) {
                    fill(batch, first);
                    if (!isTold(batch)) {
                        batch.forEach(this::banned);
                        TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
                    }
                    batch.clear();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Puts a ban into an empty batch, and as many of the others as one message takes. */
    private void fill(List<Ban> batch, Ban first) {
        int bytes = size(first);
        batch.add(bytes > MOST_BYTES ? brief(first) : first);
        for (Ban next = untold.peek(); next != null && bytes + size(next) <= MOST_BYTES; next = untold.peek()) {
            bytes += size(next);
            batch.add(untold.remove());
        }
    }

    /** The same with less evidence: paths that are all escapes can be long. */
    private static Ban brief(Ban ban) {
        Ban.Evidence evidence = ban.evidence();
        return new Ban(
                ban.subject(),
                ban.rule(),
                ban.reason(),
                ban.start(),
                ban.end(),
                ban.times(),
                ban.observed(),
                evidence == null ? null : evidence.brief());
    }

    private static int size(Ban ban) {
        return ReportJson.bans(List.of(ban)).getBytes(StandardCharsets.UTF_8).length;
    }

    private boolean isTold(List<Ban> bans) {
        try {
            HttpURLConnection asked =
                    (HttpURLConnection) URI.create("http://" + Endpoint.text(heir) + "/api/v1/hand-over/bans")
                            .toURL()
                            .openConnection();
            asked.setConnectTimeout(PATIENCE_MILLIS);
            asked.setReadTimeout(PATIENCE_MILLIS);
            asked.setRequestMethod("POST");
            asked.setDoOutput(true);
            asked.setRequestProperty("Content-Type", "application/json");
            asked.setRequestProperty("Authorization", "Bearer " + token.get());
            asked.getOutputStream().write(ReportJson.bans(bans).getBytes(StandardCharsets.UTF_8));
            return asked.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            log.debug("the next process can't be told of bans now", e);
            return false;
        }
    }
}
