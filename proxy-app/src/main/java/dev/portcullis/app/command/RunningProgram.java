package dev.portcullis.app.command;

import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.app.report.Endpoint;
import dev.portcullis.rules.client.AddressText;
import dev.portcullis.rules.time.WallClock;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say which running program is meant: where its administrator's listener is. */
final class RunningProgram {

    /** The variable of the environment that has the token of a program on another machine. */
    static final String TOKEN = "PORTCULLIS_ADMIN_TOKEN";

    private static final String DEFAULT = "127.0.0.1:9911";

    @Option(
            names = "--admin",
            paramLabel = "ADDRESS:PORT",
            converter = EndpointConverter.class,
            description = "Where the running program listens for its administrator. The default is " + DEFAULT
                    + ", or what the configuration says.")
    private @Nullable InetSocketAddress admin;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration of the running program, to learn where it listens.")
    private @Nullable Path config;

    /** Its administrator's listener. Fails when a configuration that was named can't be used. */
    AdminClient client() throws CommandFailure {
        String token = System.getenv(TOKEN);
        return new AdminClient(endpoint(), token == null ? "" : token);
    }

    /** Its configuration file. */
    Path file() {
        return config == null ? Configurations.DEFAULT_FILE : config;
    }

    /** The options that reach the same program again, with a blank before; empty when none are needed. */
    String options() throws CommandFailure {
        String endpoint = endpoint();
        return endpoint.equals(DEFAULT) ? "" : " --admin " + endpoint;
    }

    private String endpoint() throws CommandFailure {
        if (admin != null) {
            return Endpoint.text(admin);
        }
        if (config != null) {
            Path file = config;
            return configured(file)
                    .orElseThrow(() -> new CommandFailure(file + " can't be used; see portcullis check " + file));
        }
        return Files.isReadable(Configurations.DEFAULT_FILE)
                ? configured(Configurations.DEFAULT_FILE).orElse(DEFAULT)
                : DEFAULT;
    }

    private static Optional<String> configured(Path file) {
        return ConfigurationReader.read(file, WallClock.system())
                .value()
                .map(Configuration::admin)
                .map(settings -> Endpoint.text(settings.listen()));
    }

    /** Reads an address with a port. */
    static final class EndpointConverter implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String text) {
            int colon = text.lastIndexOf(':');
            String host = text.substring(0, Math.max(0, colon)).replaceAll("^\\[(.*)]$", "$1");
            var address = AddressText.parse(host);
            String port = text.substring(colon + 1);
            if (address == null || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
                throw new TypeConversionException("expected an address and port such as " + DEFAULT);
            }
            return new InetSocketAddress(address.address(), Integer.parseInt(port));
        }
    }
}
