package dev.portcullis.app.acme;

import dev.portcullis.app.tls.CertificateReader;
import dev.portcullis.app.tls.PemException;
import dev.portcullis.core.settings.CertificateFiles;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Set;
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
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    private static final FileAttribute<Set<PosixFilePermission>> OWNERS_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

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

    /** Sees to it that there is a certificate for the host that can be served, be it one that has signed itself, and says which. */
    Kept prepare(String domain, Instant now) throws IOException {
        Path file = certificate(directory, domain);
        if (!Files.exists(file)) {
            keepPlaceholder(file, domain, now);
        }
        Kept kept = read(domain, now);
        if (kept == null) {
            Path aside = file.resolveSibling(domain + ".pem.damaged");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            log.error("THE CERTIFICATE OF {} WAS DAMAGED. It is kept as {}; another one is asked for", domain, aside);
            keepPlaceholder(file, domain, now);
            kept = read(domain, now);
        }
        if (kept == null) {
            throw new IOException(file + " can't be read though it has just been written");
        }
        return kept;
    }

    private @Nullable Kept read(String domain, Instant now) throws IOException {
        Path file = certificate(directory, domain);
        try {
            CertificateReader.Read read =
                    CertificateReader.read(new CertificateFiles(file, file, List.of(domain)), now);
            String first = Files.readString(file, StandardCharsets.ISO_8859_1)
                    .lines()
                    .findFirst()
                    .orElse("");
            String authority = first.startsWith(AUTHORITY) ? first.substring(AUTHORITY.length()) : "";
            return new Kept(read.certificate().leaf(), authority);
        } catch (PemException e) {
            return null;
        }
    }

    /** Keeps a certificate in the place of the one before. */
    void keep(String domain, Issuer.Issued issued, URI authority) throws IOException {
        write(
                certificate(directory, domain),
                AUTHORITY + authority + "\n" + issued.chain().stripTrailing() + "\n"
                        + Pkcs8.pem(issued.key().getPrivate()),
                true);
    }

    /** Never in the place of what another process may just have got. */
    private void keepPlaceholder(Path file, String domain, Instant now) throws IOException {
        KeyPair key = Keys.make();
        write(file, Placeholder.pem(domain, key, now) + Pkcs8.pem(key.getPrivate()), false);
    }

    /** The key of the account with an authority; it is made, and kept, if there is none. */
    KeyPair accountKey(URI authority) throws IOException {
        String name = (authority.getAuthority() + authority.getPath()).replaceAll("[^A-Za-z0-9.-]", "_");
        Path file = directory.resolve("account-" + name + ".pem");
        if (!Files.exists(file)) {
            StringWriter text = new StringWriter();
            KeyPairUtils.writeKeyPair(Keys.makeRsa(), text);
            write(file, text.toString(), false);
        }
        return KeyPairUtils.readKeyPair(new StringReader(Files.readString(file)));
    }

    private void write(Path file, String text, boolean replaces) throws IOException {
        Path next = Files.createTempFile(directory, "next", ".pem", OWNERS_FILE);
        try {
            Files.writeString(next, text, StandardCharsets.US_ASCII);
            sync(next);
            if (replaces) {
                Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
            } else {
                link(next, file);
            }
            sync(file.resolveSibling("."));
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static void link(Path next, Path file) throws IOException {
        try {
            Files.createLink(file, next);
        } catch (FileAlreadyExistsException e) {
            // another process has been faster
        } catch (UnsupportedOperationException | FileSystemException e) { // not every file system has links
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
