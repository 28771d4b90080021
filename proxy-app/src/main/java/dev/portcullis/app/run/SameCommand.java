package dev.portcullis.app.run;

import dev.portcullis.app.report.Endpoint;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The next process as the command that this one was started with: after an upgrade, another program under the same name. */
record SameCommand(InetSocketAddress admin, Supplier<String> token) implements Succession.NextProcess {

    private static final int PATIENCE_MILLIS = 1_000;

    @Override
    public Process start() throws IOException {
        ProcessHandle.Info own = ProcessHandle.current().info();
        if (own.command().isEmpty() || own.arguments().isEmpty()) {
            throw new IOException("the system doesn't say with which command this process was started");
        }
        List<String> command = new ArrayList<>(List.of(own.command().get()));
        command.addAll(List.of(own.arguments().get()));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(Predecessor.VARIABLE, Endpoint.text(admin));
        builder.environment().put(Predecessor.TOKEN, token.get());
        return builder.start();
    }

    @Override
    public boolean isReady() {
        try {
            HttpURLConnection asked = (HttpURLConnection) URI.create("http://" + Endpoint.text(admin) + "/readyz")
                    .toURL()
                    .openConnection();
            asked.setConnectTimeout(PATIENCE_MILLIS);
            asked.setReadTimeout(PATIENCE_MILLIS);
            return asked.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }
}
