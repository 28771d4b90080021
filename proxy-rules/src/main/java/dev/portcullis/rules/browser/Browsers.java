package dev.portcullis.rules.browser;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells clients that say they are a browser, and shake hands as no such browser does.
 *
 * <p>A version that nobody has seen yet must never be taken for forged, so a handshake that isn't known is no reason. Reasons are what no
 * version of the family does ({@link Browser}), and ciphers that are those of another known program: no two libraries
 * have the same list. What a browser shuffles or adds for a session that it resumes is in neither.
 */
public final class Browsers {

    private static final String TABLE = "handshakes.tsv";

    /** The programs that have been seen with these ciphers, by the ciphers' hash. */
    private static final Map<String, Set<String>> PROGRAMS = programs();

    private Browsers() {}

    /**
     * The family that the user agent says the client is of, and can't be by its handshake; null when it may be what it says, or says
     * nothing.
     *
     * @param userAgent as sent; empty for none
     * @param fingerprint the handshake's JA4; empty when there was none, which says nothing
     */
    public static @Nullable Browser forged(String userAgent, String fingerprint) {
        Handshake handshake = Handshake.of(fingerprint);
        Claimed claimed = handshake == null ? null : Claimed.of(userAgent);
        if (handshake == null || claimed == null) {
            return null;
        }
        Browser browser = claimed.browser();
        boolean mayBe = browser.mayMake(claimed.version(), handshake)
                && PROGRAMS.getOrDefault(handshake.cipherHash(), Set.of(browser.word()))
                        .contains(browser.word());
        return mayBe ? null : browser;
    }

    private static Map<String, Set<String>> programs() {
        Map<String, Set<String>> programs = new HashMap<>();
        try (InputStream in = Objects.requireNonNull(Browsers.class.getResourceAsStream(TABLE));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    String[] cells = line.split("\t", 3);
                    Handshake handshake = Objects.requireNonNull(Handshake.of(cells[2]), line);
                    programs.computeIfAbsent(handshake.cipherHash(), added -> new HashSet<>())
                            .add(cells[0]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Map.copyOf(programs);
    }
}
