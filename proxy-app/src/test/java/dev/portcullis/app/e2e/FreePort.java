package dev.portcullis.app.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A port for a program that can't choose one itself. It lies below those that Linux gives to outgoing connections (32768
 * and up), so that none of the many that the tests make takes it meanwhile.
 */
final class FreePort {

    private static final int FROM = 20_000;
    private static final int TO = 32_000;
    private static final int ATTEMPTS = 100;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /** A port that nothing listens on and that was not given before. */
    static int find() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                if (GIVEN.add(port)) {
                    return free.getLocalPort();
                }
            } catch (IOException taken) {
                // another one, then
            }
        }
        throw new AssertionError("no free port between " + FROM + " and " + TO);
    }
}
