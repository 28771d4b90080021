package dev.portcullis.core.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.core.settings.ClientLimits;
import dev.portcullis.core.settings.LoopSettings.Transport;
import dev.portcullis.core.settings.OriginSettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.settings.SiteLimits;
import dev.portcullis.core.settings.Timeouts;
import dev.portcullis.core.testing.RawClient;
import dev.portcullis.core.testing.RunningProxy;
import dev.portcullis.core.testing.ScriptedOrigin;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A proxy in a process of its own that runs out of file descriptors. */
class FileDescriptorsIT {

    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    @TempDir
    private Path archives;

    /** The process: a proxy with no limit of its own that matters, until its input ends. */
    static final class Child {

        private Child() {}

        /** Arguments: the origin's port, the transport. */
        public static void main(String[] args) throws IOException {
            InetSocketAddress origin =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
            ProxySettings all = RunningProxy.settings(
                    OriginSettings.of(origin), SiteLimits.DEFAULT, Timeouts.DEFAULT, Transport.valueOf(args[1]));
            ClientLimits many = new ClientLimits(10_000, 0, 1000, 0, ClientLimits.DEFAULT.rateWindow());
            try (RunningProxy proxy = new RunningProxy(new ProxySettings(
                    all.listen(), all.sites(), all.limits(), many, all.timeouts(), all.loops(), all.banReply()))) {
                System.out.println("port " + proxy.address().getPort());
                System.out.println("ended " + System.in.read());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "NIO"})
    @Timeout(60)
    void existingConnectionsGoOnWhileNoFileDescriptorsAreLeftAndOthersAreServedLater(Transport transport)
            throws Exception {
        try (ScriptedOrigin origin = ScriptedOrigin.answering(OK)) {
            String java =
                    Path.of(System.getProperty("java.home"), "bin", "java").toString();
            Process process = new ProcessBuilder(
                            "bash",
                            "-c",
                            "ulimit -n 130; exec \"$0\" -cp \"$1\" '" + Child.class.getName() + "' \"$2\" \"$3\"",
                            java,
                            classPath(),
                            String.valueOf(origin.address().getPort()),
                            transport.name())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            List<RawClient> clients = new ArrayList<>();
            StringBuilder said = new StringBuilder();
            try (BufferedReader out =
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port(out, said));
                RawClient served = new RawClient(address);
                assertThat(served.send(GET).response()).isEqualTo(OK);
                for (int i = 0; i < 100; i++) {
                    clients.add(new RawClient(address));
                }
                RawClient waiting = clients.get(99);
                waiting.send(GET);
                waiting.socket().setSoTimeout(500);
                assertThat(isSilent(waiting)).as("not accepted").isTrue();
                assertThat(served.send(GET).response())
                        .as("on a kept connection to the origin")
                        .isEqualTo(OK);
                long cpu = processorMillis(process);
                waiting.socket().setSoTimeout(1200);
                assertThat(isSilent(waiting)).isTrue();
                assertThat(processorMillis(process) - cpu)
                        .as("milliseconds of processor time in 1200")
                        .isLessThan(600);
                clients.get(0).send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx");
                assertThat(clients.get(0).response())
                        .as("no descriptor for a new connection to the origin")
                        .startsWith("HTTP/1.1 502 ");
                for (int i = 0; i < 60; i++) {
                    clients.get(i).close();
                }
                waiting.socket().setSoTimeout(10_000);
                assertThat(waiting.response()).as("accepted when there is room").isEqualTo(OK);
                process.getOutputStream().close();
                out.lines().forEach(line -> said.append(line).append('\n'));
                served.close();
            } finally {
                for (RawClient client : clients) {
                    client.close();
                }
                process.destroyForcibly().waitFor();
            }
            assertThat(said.toString().split("accepting a connection failed", -1))
                    .as("one line a minute: %s", said)
                    .hasSize(2);
        }
    }

    /** The class path of this process with every folder as an archive, which stays open, as that of the program is. */
    private String classPath() throws IOException {
        List<String> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            Path path = Path.of(entry);
            entries.add(Files.isDirectory(path) ? archive(path).toString() : entry);
        }
        return String.join(File.pathSeparator, entries);
    }

    private Path archive(Path folder) throws IOException {
        Path archive = Files.createTempFile(archives, "classes", ".jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(archive));
                Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
            for (Path file : files.toList()) {
                out.putNextEntry(new JarEntry(folder.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return archive;
    }

    private static long processorMillis(Process process) {
        return process.info().totalCpuDuration().orElseThrow().toMillis();
    }

    private static int port(BufferedReader out, StringBuilder said) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.startsWith("port ")) {
                return Integer.parseInt(line.substring(5));
            }
            said.append(line).append('\n');
        }
        throw new IOException("the process ended: " + said);
    }

    private static boolean isSilent(RawClient client) throws IOException {
        try {
            client.socket().getInputStream().read();
            return false;
        } catch (SocketTimeoutException silent) {
            return true;
        }
    }
}
