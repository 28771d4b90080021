package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** slowhttptest attacks with hundreds of connections, all from one address, while visitors read pages. */
@Timeout(120)
class SlowAttackIT {

    private static final String SECONDS = System.getProperty("slow.seconds", "12");
    private static final int VISITORS = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration READING = Duration.ofMillis(100);

    @RegisterExtension
    static final ApachePhp APACHE = ApachePhp.plain();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(() -> "origin = \"" + APACHE.origin() + "\"\n");

    static Stream<Arguments> attacks() {
        return Stream.of(
                attack("heads that never end", "-H", "-c", "1000", "-r", "200", "-i", "3"),
                attack("bodies that never end", "-B", "-c", "150", "-r", "200", "-i", "3", "-s", "8192"),
                attack(
                        "readers that hardly read",
                        "-X",
                        "-c",
                        "300",
                        "-w",
                        "1",
                        "-y",
                        "64",
                        "-n",
                        "3",
                        "-z",
                        "5",
                        "-k",
                        "3"),
                attack("ranges without end", "-R", "-c", "150", "-r", "200", "-t", "HEAD", "-a", "10", "-b", "3000"));
    }

    private static Arguments attack(String name, String... options) {
        return Arguments.of(name, List.of(options));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void visitorsAreServedThroughout(String name, List<String> options) throws Exception {
        List<String> command = new ArrayList<>(List.of(Program.find("slowhttptest", "slowhttptest")));
        command.addAll(options);
        command.addAll(List.of("-l", SECONDS, "-p", "5"));
        command.addAll(List.of("-u", "http://127.0.0.1:" + portcullis.port() + "/index.php"));
        List<Long> millis = Collections.synchronizedList(new ArrayList<>());
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        try (Program attack = Program.start(command)) {
            List<Thread> visitors = new ArrayList<>();
            for (int i = 0; i < VISITORS; i++) {
                String address = "127.0.0." + (30 + i);
                Thread visitor = new Thread(() -> visit(address, attack, millis, failures), "visitor-" + i);
                visitors.add(visitor);
                visitor.start();
            }
            attack.awaitExit(Duration.ofSeconds(60));
            for (Thread visitor : visitors) {
                visitor.join();
            }
            assertThat(failures).as(attack.text()).isEmpty();
        }
        List<Long> sorted = millis.stream().sorted().toList();
        System.out.println(name + ": " + sorted.size() + " pages, median " + sorted.get(sorted.size() / 2)
                + " ms, slowest " + sorted.get(sorted.size() - 1) + " ms");
        assertThat(sorted).hasSizeGreaterThan(10);
        assertThat(Duration.ofMillis(sorted.get(sorted.size() - 1))).isLessThan(PATIENCE);
    }

    /** Reads a page a few times a second, on a kept connection and now and then on a new one, for as long as the attack lasts. */
    private void visit(String address, Program attack, List<Long> millis, List<String> failures) {
        try (Visitor visitor = portcullis.visitor(address)) {
            for (int i = 0; !attack.endsWithin(READING); i++) {
                long start = System.nanoTime();
                int status = visitor.get("/index.php").status();
                millis.add(Duration.ofNanos(System.nanoTime() - start).toMillis());
                if (status != 200) {
                    failures.add(address + " got " + status);
                }
                if (i % 5 == 0) {
                    visitor.endConnection();
                }
            }
        } catch (IOException e) {
            failures.add(address + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
