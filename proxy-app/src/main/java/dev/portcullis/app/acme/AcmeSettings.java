package dev.portcullis.app.acme;

import dev.portcullis.core.settings.CertificateFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which certificates are to be got, and from whom. Each host gets one of its own, so that one that can't be proven keeps no other from it.
 *
 * @param directory where the authority's directory is (RFC 8555 7.1.1)
 * @param ca a PEM file with the certificates by which the directory's own is trusted; null for those that the system trusts
 * @param email whom the authority may write to; null for nobody
 * @param account what the account is bound to; null for nothing
 * @param domains the hosts, names in lower case without wildcards, at least one, each once
 * @param proofs the ways to prove that they are served here, tried in turn, at least one
 * @param folder where keys and certificates are kept
 */
public record AcmeSettings(
        URI directory,
        @Nullable Path ca,
        @Nullable String email,
        @Nullable ExternalAccount account,
        List<String> domains,
        List<Proof> proofs,
        Path folder) {

    /** Copies the lists. */
    public AcmeSettings {
        domains = List.copyOf(domains);
        proofs = List.copyOf(proofs);
    }

    /** Those of an authority that wants no account of another kind. */
    AcmeSettings(
            URI directory,
            @Nullable Path ca,
            @Nullable String email,
            List<String> domains,
            List<Proof> proofs,
            Path folder) {
        this(directory, ca, email, null, domains, proofs, folder);
    }

    /**
     * An account that somebody has with the authority already, to which the one of ACME is bound (RFC 8555 7.3.4).
     *
     * @param keyId by which the authority knows it
     * @param macKey the key that shows whose it is, in base64url; it is shown to nobody
     */
    public record ExternalAccount(String keyId, String macKey) {

        @Override
        public String toString() {
            return "ExternalAccount[keyId=" + keyId + "]";
        }
    }

    /** The folder that is used in a state directory. */
    public static Path folderIn(Path stateDirectory) {
        return stateDirectory.resolve("acme");
    }

    /** Where certificates are, or will be, in the order of the hosts. */
    public List<CertificateFiles> files() {
        return domains.stream()
                .map(domain -> {
                    Path file = AcmeFolder.certificate(folder, domain);
                    return new CertificateFiles(file, file, List.of(domain));
                })
                .toList();
    }

    /** Whether a host that is in both is got from the same authority, and kept in the same place. */
    boolean isOfSameAuthority(AcmeSettings other) {
        return directory.equals(other.directory) && folder.equals(other.folder);
    }
}
