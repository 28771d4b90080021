package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The disk of the state directory is full: bans go on in memory, which a metric and the log say, and when there is space again they are kept.
 * The disk is a small file system of its own, where that can be mounted; elsewhere a limit on the size of files stands for it.
 */
@Timeout(300)
class FullDiskIT {

    private static final Duration START = Duration.ofSeconds(60);

    private final int port = FreePort.find();
    private final String admin = "127.0.0.1:" + FreePort.find();

    /** A disk that can be filled. */
    private interface Disk extends AutoCloseable {

        /** The command in whose sight the disk is. */
        List<String> before(List<String> command);

        void fill(Program process) throws IOException;

        void free(Program process) throws IOException;

        @Override
        void close();
    }

    /** A file system of 400 kB in memory, which only a process that waits, and those that enter its namespace, see. */
    private record Small(Program holder, Path directory) implements Disk {

        private static final String MOUNTED = "mounted";

        static @Nullable Small in(Path directory) {
            String script =
                    "mount -t tmpfs -o size=400k tmpfs '" + directory + "' && echo " + MOUNTED + " && exec sleep 600";
            Program holder = Program.start(List.of("unshare", "-m", "sh", "-c", script));
            Await.until(START, "the mount", () -> holder.lines().contains(MOUNTED) || !holder.isRunning());
            if (holder.isRunning()) {
                return new Small(holder, directory);
            }
            holder.close();
            return null;
        }

        @Override
        public List<String> before(List<String> command) {
            List<String> all = new ArrayList<>(List.of(
                    "nsenter",
                    "-t",
                    Long.toString(holder.pid()),
                    "-m",
                    "--wdns=" + Path.of("").toAbsolutePath()));
            all.addAll(command);
            return all;
        }

        private Path filler() {
            return Path.of("/proc/" + holder.pid() + "/root" + directory.toAbsolutePath() + "/filler");
        }

        @Override
        public void fill(Program process) throws IOException {
            try (OutputStream out = Files.newOutputStream(filler())) {
                while (true) {
                    out.write(new byte[1024]);
                }
            } catch (IOException full) {
                assertThat(full).hasMessageContaining("space");
            }
        }

        @Override
        public void free(Program process) throws IOException {
            Files.delete(filler());
        }

        @Override
        public void close() {
            holder.close();
        }
    }

    /** No file of the process may grow. */
    private record Limited(Path directory) implements Disk {

        @Override
        public List<String> before(List<String> command) {
            return command;
        }

        @Override
        public void fill(Program process) throws IOException {
            limit(process, Files.size(directory.resolve("portcullis.mv")) + ":");
        }

        @Override
        public void free(Program process) {
            limit(process, "unlimited:");
        }

        private static void limit(Program process, String size) {
            Program.Finished done =
                    Program.run(START, List.of("prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + size));
            assertThat(done.code()).as(done.text()).isZero();
        }

        @Override
        public void close() {
            // nothing is left
        }
    }

    private static Disk disk(Path directory) {
        Small small = Small.in(directory);
        return small != null ? small : new Limited(directory);
    }

    @Test
    void bansGoOnWhileTheDiskIsFullAndAreKeptWhenThereIsSpaceAgain(@TempDir Path directory) throws Exception {
        Path state = Files.createDirectory(directory.resolve("state"));
        try (SocketOrigin origin = new SocketOrigin();
                Disk disk = disk(state)) {
            Path file = directory.resolve("portcullis.conf");
            Files.writeString(
                    file,
                    "listen = \"127.0.0.1:" + port + "\"\n"
                            + "admin.listen = \"" + admin + "\"\n"
                            + "access-log = off\n"
                            + "state-directory = \"" + state + "\"\n"
                            + "origin = \"" + origin.origin() + "\"\n"
                            + "admission = off\n"
                            + "bans.breaker.share = off\n");
            try (Program process = start(disk, file)) {
                assertThat(isBanned(1)).isTrue();
                Await.until(START, "bans to be kept", () -> metric("portcullis_state_kept ")
                        .equals("1"));

                disk.fill(process);
                Await.until(START, "the disk to be found full", () -> {
                    assertThat(isBanned(2)).as("banned in memory").isTrue();
                    return metric("portcullis_state_kept ").equals("0");
                });
                process.awaitLine(START, "a line of it", line -> line.contains("BANS ARE KEPT IN MEMORY ONLY"));
                for (int bot = 10; bot < 30; bot++) {
                    assertThat(isBanned(bot)).isTrue();
                }
                assertThat(PortcullisProcess.cli("status", "--admin", admin).text())
                        .contains("WARNING: bans end with the process");

                disk.free(process);
                Await.until(START, "the disk to be used again", () -> metric("portcullis_state_kept ")
                        .equals("1"));
                process.awaitLine(START, "a line of it", line -> line.contains("bans are kept on the disk again"));
            } // SIGKILL
            try (Program next = start(disk, file)) {
                assertThat(next.isRunning()).isTrue();
                for (int bot : new int[] {1, 2, 10, 29}) {
                    assertThat(isRefused(bot, "/")).as("bot " + bot).isTrue();
                }
            }
        }
    }

    private Program start(Disk disk, Path file) {
        Program process = Program.start(disk.before(PortcullisProcess.command("run", "--config", file.toString())));
        Await.until(START, () -> "Portcullis to serve; it said:\n" + process.text(), () -> serves(process));
        return process;
    }

    private boolean serves(Program process) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return !process.isRunning();
        }
    }

    private String metric(String beginning) {
        try (var page = URI.create("http://" + admin + "/metrics").toURL().openStream()) {
            return new String(page.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> line.startsWith(beginning))
                    .map(line -> line.substring(beginning.length()).replace(".0", ""))
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            return "";
        }
    }

    /** Whether a bot is banned for what it asks. */
    private boolean isBanned(int bot) {
        return isRefused(bot, "/.env");
    }

    private boolean isRefused(int bot, String path) {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress("127.9.3." + bot, 0));
            socket.setSoTimeout((int) START.toMillis());
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).endsWith("403");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
