package dev.portcullis.app.run;

import dev.portcullis.app.report.Endpoint;
import dev.portcullis.app.run.OriginProbe.Question;
import dev.portcullis.app.run.OriginProbe.Result;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.SiteSettings;
import dev.portcullis.rules.time.Ticker;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Asks the servers of all sites whether they answer, each once, many at the same time. */
final class OriginProbes {

    private static final Duration AT_MOST = Duration.ofSeconds(3);
    private static final int AT_ONCE = 32;

    private OriginProbes() {}

    /** What each server of the sites said within three seconds. */
    static Map<SocketAddress, Result> ask(List<SiteSettings> sites, Ticker ticker) {
        Map<SocketAddress, OriginProbe> probes = new LinkedHashMap<>();
        for (SiteSettings site : sites) {
            if (site.origin().tls() != null) {
                continue; // a handshake is more than one question: the first visitor's request tells
            }
            for (SocketAddress server : site.origin().servers()) {
                probes.computeIfAbsent(server, asked -> new OriginProbe(question(site, asked), ticker));
            }
        }
        return ask(probes, AT_MOST);
    }

    static Map<SocketAddress, Result> ask(Map<SocketAddress, OriginProbe> probes, Duration atMost) {
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, Math.min(AT_ONCE, probes.size())), task -> {
            Thread thread = new Thread(task, "origin-probe");
            thread.setDaemon(true); // a look-up of a name can't be interrupted
            return thread;
        });
        try {
            probes.values().forEach(threads::execute);
            threads.shutdown();
            threads.awaitTermination(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            threads.shutdownNow();
        }
        return probes.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, probe -> probe.getValue()
                .result()));
    }

    /** The question as a visitor of the site would ask it, so that the server knows which of its own sites is meant. */
    private static Question question(SiteSettings site, SocketAddress server) {
        OriginSettings origin = site.origin();
        String host = site.hosts().stream()
                .filter(name -> !name.startsWith("*"))
                .findFirst()
                .orElseGet(() -> authority(server));
        return new Question(server, host, origin.proxyProtocol());
    }

    private static String authority(SocketAddress server) {
        return server instanceof InetSocketAddress internet ? Endpoint.text(internet) : "localhost";
    }
}
