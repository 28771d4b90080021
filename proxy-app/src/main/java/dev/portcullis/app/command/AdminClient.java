package dev.portcullis.app.command;

import dev.portcullis.app.report.JsonObject;
import dev.portcullis.app.report.Printable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Talks to the administrator's listener of a running program. */
final class AdminClient {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration RELOAD = Duration.ofSeconds(60);
    private static final Duration ANSWER = Duration.ofSeconds(10);

    private static final int TRIES = 5;
    private static final long WAIT_MILLIS = 1_000;

    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/=-]{20,200}");
    private static final long LONGEST_FILE = 1_000;
    private static final String TOKEN_FILE = "admin.token";

    private final String endpoint;
    private String token;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();

    /** A client of the listener at {@code ADDRESS:PORT}. */
    AdminClient(String endpoint) {
        this(endpoint, "");
    }

    /** The same, with the administrator's token; empty when it is to be found. */
    AdminClient(String endpoint, String token) {
        this.endpoint = endpoint;
        this.token = token;
    }

    /** Where it listens, as {@code ADDRESS:PORT}. */
    String endpoint() {
        return endpoint;
    }

    /** The administrator's token, which was found to be right. Fails when it can't be read. */
    String token() throws CommandFailure {
        post("/api/v1/token", "{}");
        return token;
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

    /** As {@link #post}, for what takes up to a minute. */
    String postSlowly(String path, String json) throws CommandFailure {
        return ask(
                json(path).timeout(RELOAD).POST(BodyPublishers.ofString(json)).build());
    }

    /** Whether the path is answered with 200; fails when nothing answers. */
    boolean isFine(String path) throws CommandFailure {
        return send(request(path).GET().build()).statusCode() == 200;
    }

    private HttpRequest.Builder json(String path) {
        return request(path).header("Content-Type", "application/json");
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://" + endpoint + path)).timeout(ANSWER);
        return token.isEmpty() ? request : request.header("Authorization", "Bearer " + token);
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
            return Printable.of(JsonObject.parse(response.body()).text("error"));
        } catch (IllegalArgumentException e) {
            return "what listens at " + endpoint + " is no Portcullis of this version: it answered "
                    + response.statusCode();
        }
    }

    /** Sends, and once more with the token of the file that the answer names, if one is wanted. */
    private HttpResponse<String> send(HttpRequest request) throws CommandFailure {
        HttpResponse<String> response = sendOnce(request);
        if (response.statusCode() != 401 || !token.isEmpty()) {
            return response;
        }
        String file = tokenFile(response.body());
        if (file == null) {
            return response;
        }
        token = read(file);
        return sendOnce(HttpRequest.newBuilder(request, (name, value) -> true)
                .header("Authorization", "Bearer " + token)
                .build());
    }

    private static @Nullable String tokenFile(String body) {
        try {
            return JsonObject.parse(body).textOrNull("tokenFile");
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** The token in a file. What else listens there could name any file: it gets nothing that does not look like a token's file. */
    private static String read(String file) throws CommandFailure {
        try {
            Path path = Path.of(file);
            if (!path.endsWith(TOKEN_FILE) || !isFile(path)) {
                throw new CommandFailure(Printable.of(file) + " is no file of the administrator's token");
            }
            String read = Files.size(path) > LONGEST_FILE
                    ? ""
                    : Files.readString(path).strip();
            if (!TOKEN.matcher(read).matches()) {
                throw new CommandFailure(Printable.of(file) + " holds no token");
            }
            return read;
        } catch (AccessDeniedException e) {
            throw new CommandFailure(
                    "this needs the administrator's token, which only root and the user that Portcullis runs as"
                            + " can read, in " + file + ": try with sudo");
        } catch (IOException | InvalidPathException e) {
            throw new CommandFailure("the administrator's token can't be read: " + e);
        }
    }

    /** Whether it is a file and no link; throws the system's IOException when that may not be known. */
    private static boolean isFile(Path path) throws IOException {
        BasicFileAttributes found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return found.isRegularFile();
    }

    private HttpResponse<String> sendOnce(HttpRequest request) throws CommandFailure {
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            for (int tries = 1; response.statusCode() == 429 && tries < TRIES; tries++) {
                Thread.sleep(WAIT_MILLIS); // somebody else here tried wrong tokens; the right one is heard in a second
                response = http.send(request, BodyHandlers.ofString());
            }
            return response;
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
