package dev.portcullis.core.settings;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * How TLS is spoken with the servers of a site.
 *
 * @param authorities who is trusted to have signed their certificates; empty for those whom the system trusts
 * @param name the host that they are asked for, and that their certificate must be for; empty for the one in their address
 * @param verified whether their certificate is looked at; without that, anyone on the way can read and change everything
 */
public record OriginTls(List<X509Certificate> authorities, String name, boolean verified) {

    /** By the authorities that the system trusts. */
    public static final OriginTls DEFAULT = new OriginTls(List.of(), "", true);

    /** Copies the list. */
    public OriginTls {
        authorities = List.copyOf(authorities);
    }
}
