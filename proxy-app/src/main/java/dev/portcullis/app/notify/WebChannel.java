package dev.portcullis.app.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.portcullis.app.report.Printable;
import dev.portcullis.app.report.ProgramVersion;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Sends by HTTP. Redirects are not followed: they would carry the secret elsewhere. */
final class WebChannel implements Channel {

    static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int SHOWN = 200;

    private final Destination.Web to;
    private final Supplier<HttpClient> http;
    private final Duration patience;

    WebChannel(Destination.Web to, Supplier<HttpClient> http) {
        this(to, http, PATIENCE);
    }

    WebChannel(Destination.Web to, Supplier<HttpClient> http, Duration patience) {
        this.to = to;
        this.http = http;
        this.patience = patience;
    }

    /** What all targets on the web share. */
    static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofSeconds(10))
                .build();
    }

    @Override
    public Reply send(Message message) {
        CompletableFuture<HttpResponse<String>> sent;
        try {
            sent = http.get().sendAsync(request(message), BodyStart.handler());
        } catch (IllegalArgumentException e) {
            return Reply.Failed.unreachable("the URL or token is not one that HTTP can carry");
        }
        try {
            return reply(sent.get(patience.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            sent.cancel(true);
            return Reply.Failed.unreachable("no answer within " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            return Reply.Failed.unreachable(hidden(reason(e.getCause())));
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            return Reply.Failed.unreachable("interrupted");
        }
    }

    private HttpRequest request(Message message) {
        WebShapes.Shaped shaped = WebShapes.of(to.shape(), message);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(to.url().text()))
                .timeout(patience)
                .header("User-Agent", "Portcullis/" + ProgramVersion.get())
                .POST(BodyPublishers.ofString(shaped.body(), UTF_8));
        shaped.headers().forEach(request::header);
        Secret token = to.token();
        return token == null
                ? request.build()
                : request.header("Authorization", "Bearer " + token.text()).build();
    }

    private Reply reply(HttpResponse<String> response) {
        int status = response.statusCode();
        String said = Printable.of(response.body().strip());
        String answer = "HTTP " + status + (said.isEmpty() ? "" : ": " + cut(hidden(said)));
        if (status >= 200 && status < 300) {
            return new Reply.Accepted(answer);
        }
        boolean refused = status >= 400 && status < 500 && status != 408 && status != 429;
        String hint = status >= 300 && status < 400 ? " (redirects are not followed)" : "";
        return new Reply.Failed(answer + hint, refused, wait(response));
    }

    /** What Retry-After asks for in seconds (RFC 9110 10.2.3); its other form, a date, is not heeded. */
    private static Duration wait(HttpResponse<?> response) {
        String seconds = response.headers().firstValue("Retry-After").orElse("");
        return seconds.matches("\\d{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
    }

    private static String reason(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
                return "the host's name can't be resolved";
            }
            if (cause instanceof SSLException) {
                return "TLS failed: " + cause.getMessage();
            }
        }
        if (failure instanceof HttpTimeoutException) {
            return "no connection or answer in time";
        }
        if (failure instanceof ConnectException) {
            return "the connection was refused or not made";
        }
        return failure == null ? "no answer" : String.valueOf(failure.getMessage());
    }

    private static String cut(String said) {
        return said.length() <= SHOWN ? said : said.substring(0, SHOWN) + "...";
    }

    /** Without what the URL and the token hold, should the other side repeat them. */
    private String hidden(String words) {
        URI url = URI.create(to.url().text());
        String hidden = Printable.of(to.url().hideIn(words));
        for (String part : new String[] {url.getRawQuery(), url.getRawPath()}) {
            if (part != null && part.length() > 1) {
                hidden = new Secret(part).hideIn(hidden);
            }
        }
        String path = url.getRawPath();
        if (path != null) {
            for (String segment : path.split("/", -1)) {
                hidden = segment.length() >= 8 ? new Secret(segment).hideIn(hidden) : hidden;
            }
        }
        String query = url.getQuery();
        if (query != null) {
            for (String value : query.split("[&=]", -1)) {
                hidden = value.length() >= 6 ? new Secret(value).hideIn(hidden) : hidden;
            }
        }
        Secret token = to.token();
        return token == null ? hidden : token.hideIn(hidden);
    }
}
