package dev.portcullis.app.run;

import dev.portcullis.app.report.BanPage;
import dev.portcullis.app.report.JsonObject;
import dev.portcullis.app.report.ReportJson;
import dev.portcullis.rules.ban.Ban;
import java.io.IOException;
import java.net.BindException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** The process that this one takes over from, asked at its administrator's listener. */
public final class Predecessor {

    /** The variable of the environment that says where it listens, to a process that is to take over. */
    static final String VARIABLE = "PORTCULLIS_TAKES_OVER_FROM";

    /** The variable of the environment that has its administrator's token. */
    static final String TOKEN = "PORTCULLIS_TAKES_OVER_WITH";

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration RELEASE_WAIT = Duration.ofMillis(50);
    private static final int RELEASE_TRIES = 100;

    private final String endpoint;
    private final String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    private Predecessor(String endpoint, String token) {
        this.endpoint = endpoint;
        this.token = token;
    }

    /** The one that started this process; null when this is no take-over. */
    public static @Nullable Predecessor ofEnvironment() {
        String endpoint = System.getenv(VARIABLE);
        String token = System.getenv(TOKEN);
        return endpoint == null || endpoint.isEmpty() ? null : new Predecessor(endpoint, token == null ? "" : token);
    }

    /** Its administrator's token, which goes on being right; empty when it has none. */
    String token() {
        return token;
    }

    /** The bans in force there. */
    List<Ban> bans() throws IOException {
        List<Ban> all = new ArrayList<>();
        String next = "";
        do {
            String page = answer(
                    request("/api/v1/bans?limit=" + BanPage.MOST + next).GET().build());
            try {
                all.addAll(ReportJson.readBans(page));
                String after = JsonObject.parse(page).textOrNull("next"); // a program before pages gives all at once
                next = after == null ? "" : "&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException e) {
                throw new IOException("can't take over from " + endpoint + ": " + e.getMessage(), e);
            }
        } while (!next.isEmpty());
        return all;
    }

    /** Tells it that this process serves in its place: it releases the administrator's port and gives the bans once more. */
    List<Ban> handOver() throws IOException {
        String bans = answer(request("/api/v1/hand-over")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.noBody())
                .build());
        try {
            return ReportJson.readBans(bans);
        } catch (IllegalArgumentException e) {
            throw new IOException("can't take over from " + endpoint + ": " + e.getMessage(), e);
        }
    }

    /** What binds a port that another process is about to release. */
    interface Binding<T> {
        T bind() throws IOException;
    }

    /** Binds as soon as that can be done, within five seconds. */
    static <T> T whenReleased(Binding<T> binding) throws IOException {
        for (int i = 0; ; i++) {
            try {
                return binding.bind();
            } catch (BindException e) {
                if (i == RELEASE_TRIES) {
                    throw e;
                }
                LockSupport.parkNanos(RELEASE_WAIT.toNanos());
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://" + endpoint + path)).timeout(PATIENCE);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
    }

    private String answer(HttpRequest request) throws IOException {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() != 200) {
                throw new IOException("can't take over from " + endpoint + ": it answers " + response.statusCode());
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
