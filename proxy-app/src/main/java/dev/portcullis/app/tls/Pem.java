package dev.portcullis.app.tls;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parts of a PEM file (RFC 7468). */
final class Pem {

    private static final long MOST_BYTES = 1 << 20;
    private static final Pattern PART =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([^-]*)-----END \\1-----", Pattern.DOTALL);

    /**
     * A part.
     *
     * @param label what it is: {@code CERTIFICATE}, {@code PRIVATE KEY}
     * @param text its lines
     */
    record Part(String label, String text) {

        /** Whether it can be read only with a password. */
        boolean isEncrypted() {
            return label.startsWith("ENCRYPTED") || text.contains("ENCRYPTED");
        }

        /** Its bytes. Throws IllegalArgumentException when they are not Base64. */
        byte[] bytes() {
            return Base64.getMimeDecoder().decode(text.strip());
        }
    }

    private Pem() {}

    /**
     * The parts of a file, in their order.
     *
     * @param ofKey what the problem is about, when there is one
     */
    static List<Part> parts(Path file, boolean ofKey) throws PemException {
        List<Part> parts = new ArrayList<>();
        Matcher found = PART.matcher(text(file, ofKey));
        while (found.find()) {
            parts.add(new Part(found.group(1), found.group(2)));
        }
        if (parts.isEmpty()) {
            throw new PemException(ofKey, "is not a PEM file: it has no -----BEGIN line with its end");
        }
        return parts;
    }

    private static String text(Path file, boolean ofKey) throws PemException {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new PemException(ofKey, "is too large for a PEM file");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException e) {
            throw PemException.unread(ofKey, "is not there");
        } catch (AccessDeniedException e) {
            throw PemException.unread(ofKey, "can't be read: permission denied to the user " + user());
        } catch (IOException e) {
            throw PemException.unread(ofKey, "can't be read: " + e.getMessage());
        }
    }

    private static String user() {
        return System.getProperty("user.name", "of this program");
    }
}
