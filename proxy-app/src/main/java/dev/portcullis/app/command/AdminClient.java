package dev.portcullis.app.command;

import dev.portcullis.app.report.JsonObject;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;

/** Talks to the administrator's listener of a running program. */
final class AdminClient {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration RELOAD = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private final String endpoint;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    /** A client of the listener at {@code ADDRESS:PORT}. */
    AdminClient(String endpoint) {
        this.endpoint = endpoint;
    }

    String get(String path) throws CommandFailure {
        return ask(request(path).GET().build());
    }

    String post(String path, String json) throws CommandFailure {
        return ask(json(path).POST(BodyPublishers.ofString(json)).build());
    }

    String delete(String path) throws CommandFailure {
        return ask(request(path).DELETE().build());
    }

    /** The answer to a POST that takes its time, whether what was asked for was done (200) or refused (422). */
    String reload(String path) throws CommandFailure {
        HttpResponse<String> response =
                send(json(path).timeout(RELOAD).POST(BodyPublishers.noBody()).build());
        return response.statusCode() == 422 ? response.body() : body(response);
    }

    /** Whether the path is answered with 200; fails when nothing answers. */
    boolean isFine(String path) throws CommandFailure {
        return send(request(path).GET().build()).statusCode() == 200;
    }

    private HttpRequest.Builder json(String path) {
        return request(path).header("Content-Type", "application/json");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + endpoint + path)).timeout(ANSWER);
    }

    private String ask(HttpRequest request) throws CommandFailure {
        return body(send(request));
    }

    private String body(HttpResponse<String> response) throws CommandFailure {
        if (response.statusCode() < 300) {
            return response.body();
        }
        throw new CommandFailure(error(response));
    }

    private String error(HttpResponse<String> response) {
        try {
            return JsonObject.parse(response.body()).text("error");
        } catch (IllegalArgumentException e) {
            return "what listens at " + endpoint + " is no Portcullis of this version: it answered "
                    + response.statusCode();
        }
    }

    private HttpResponse<String> send(HttpRequest request) throws CommandFailure {
        try {
            return http.send(request, BodyHandlers.ofString());
        } catch (ConnectException e) {
            throw new CommandFailure("no running Portcullis answers at " + endpoint
                    + "; if it runs, --admin ADDRESS:PORT or --config FILE says where");
        } catch (HttpTimeoutException e) {
            throw new CommandFailure("what listens at " + endpoint + " does not answer in time");
        } catch (IOException e) {
            throw new CommandFailure(
                    "what listens at " + endpoint + " does not answer as Portcullis does: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted");
        }
    }
}
