package dev.portcullis.app.acme;

import dev.portcullis.app.tls.CertificateReader;
import dev.portcullis.app.tls.PemException;
import dev.portcullis.core.settings.CertificateFiles;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.shredzone.acme4j.util.KeyPairUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where keys and certificates are kept: a directory that only this program's user can look into. A file is replaced in one step, and a
 * certificate is in one file with its key, so that whoever reads has both of the same time.
 */
final class AcmeFolder {

    private static final Logger log = LoggerFactory.getLogger(AcmeFolder.class);
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String CERTIFICATES = "certificates";

    /** Before the name of the authority, in a line before the certificate. */
    private static final String AUTHORITY = "Authority: ";

    /**
     * A certificate that is kept.
     *
     * @param authority the directory of the authority that it came from; empty for one that has signed itself
     */
    record Kept(X509Certificate leaf, String authority) {}

    private final Path directory;

    private AcmeFolder(Path directory) {
        this.directory = directory;
    }

    /** The folder at this path; it is made if it isn't there. Throws IOException, with a message for people, when that can't be done. */
    static AcmeFolder at(Path path) throws IOException {
        for (Path each : List.of(path.resolveSibling("."), path, path.resolve(CERTIFICATES))) {
            try {
                if (!Files.isDirectory(each)) {
                    Files.createDirectory(each.normalize(), OWNERS_DIRECTORY);
                }
            } catch (IOException e) {
                if (!Files.isDirectory(each)) { // another process may have been faster
                    throw new IOException("keys and certificates can't be kept in " + path + ": " + e, e);
                }
            }
        }
        return new AcmeFolder(path);
    }

    /** Where a host's certificate is, those that lead from it to the authority's, and the key, PEM. */
    static Path certificate(Path folder, String domain) {
        return folder.resolve(CERTIFICATES).resolve(domain + ".pem");
    }

    /**
     * Sees to it that there is a certificate for the host that can be served, be it one that has signed itself, and says which. What is no
     * certificate is put aside. Throws IOException, with a message for people, when the file can't be read or none can be written; then
     * the file is as it was.
     */
    Kept prepare(String domain, Instant now) throws IOException {
        Path file = certificate(directory, domain);
        try {
            if (!Files.exists(file)) {
                try (Draft placeholder = placeholder(domain, now)) {
                    placeholder.fill(file);
                }
            }
            Kept kept = read(domain, now);
            if (kept == null) {
                try (Draft placeholder = placeholder(domain, now)) {
                    Path aside = aside(file, now);
                    placeholder.replace(file);
                    log.error(
                            "THE CERTIFICATE OF {} WAS DAMAGED. It is kept as {}; another one is asked for",
                            domain,
                            aside);
                }
                kept = read(domain, now);
            }
            if (kept == null) {
                throw new IOException(file + " is damaged though it has just been written");
            }
            return kept;
        } catch (FileSystemException e) {
            throw new IOException("the certificate of " + domain + " can't be kept: " + e.getMessage(), e);
        }
    }

    /** Null when it is none. */
    private @Nullable Kept read(String domain, Instant now) throws IOException {
        Path file = certificate(directory, domain);
        try {
            CertificateReader.Read read =
                    CertificateReader.read(new CertificateFiles(file, file, List.of(domain)), now);
            String first = firstLine(file);
            String authority = first.startsWith(AUTHORITY) ? first.substring(AUTHORITY.length()) : "";
            return new Kept(read.certificate().leaf(), authority);
        } catch (PemException e) {
            if (e.isUnread()) { // it may be a good one
                throw new IOException(file + " " + e.found(), e);
            }
            return null;
        }
    }

    private static String firstLine(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.findFirst().orElse("");
        } catch (IOException | UncheckedIOException e) {
            throw new IOException(file + " can't be read: " + e.getMessage(), e);
        }
    }

    /** Gives a file a second name, which no other one has, for whoever wants to look into it. */
    private static Path aside(Path file, Instant now) throws IOException {
        String name = file.getFileName() + ".damaged-" + STAMP.format(now);
        for (int number = 1; ; number++) {
            Path aside = file.resolveSibling(number == 1 ? name : name + "-" + number);
            try {
                link(aside, file);
                return aside;
            } catch (FileAlreadyExistsException e) {
                // within the same second
            }
        }
    }

    private static void link(Path name, Path file) throws IOException {
        try {
            Files.createLink(name, file);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (UnsupportedOperationException | FileSystemException e) { // not every file system has links
            Files.copy(file, name, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** Keeps a certificate in the place of the one before. */
    void keep(String domain, Issuer.Issued issued, URI authority) throws IOException {
        String text = AUTHORITY + authority + "\n" + issued.chain().stripTrailing() + "\n"
                + Pkcs8.pem(issued.key().getPrivate());
        try (Draft draft = Draft.of(directory, text)) {
            draft.replace(certificate(directory, domain));
        }
    }

    /** Keeps what is known of a failure beside the certificate; empty for none. */
    void keepFailure(String domain, Optional<LastFailure> failure) throws IOException {
        Path file = failure(domain);
        if (failure.isEmpty()) {
            Files.deleteIfExists(file);
            return;
        }
        try (Draft draft = Draft.of(directory, failure.get().text())) {
            draft.replace(file);
        }
    }

    /** What is kept of a failure; empty when there is none, or it can't be read. */
    Optional<LastFailure> lastFailure(String domain) {
        try {
            return LastFailure.of(Files.readString(failure(domain)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Path failure(String domain) {
        return directory.resolve(CERTIFICATES).resolve(domain + ".failure");
    }

    private Draft placeholder(String domain, Instant now) throws IOException {
        KeyPair key = Keys.make();
        return Draft.of(directory, Placeholder.pem(domain, key, now) + Pkcs8.pem(key.getPrivate()));
    }

    /** The key of the account with an authority; it is made, and kept, if there is none. */
    KeyPair accountKey(URI authority) throws IOException {
        String name = (authority.getAuthority() + authority.getPath()).replaceAll("[^A-Za-z0-9.-]", "_");
        Path file = directory.resolve("account-" + name + ".pem");
        if (!Files.exists(file)) {
            StringWriter text = new StringWriter();
            KeyPairUtils.writeKeyPair(Keys.makeRsa(), text);
            try (Draft draft = Draft.of(directory, text.toString())) {
                draft.fill(file);
            }
        }
        return KeyPairUtils.readKeyPair(new StringReader(Files.readString(file)));
    }
}
