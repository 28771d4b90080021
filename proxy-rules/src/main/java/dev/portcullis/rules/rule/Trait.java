package dev.portcullis.rules.rule;

import java.util.List;
import java.util.Set;

/** What a condition may ask of a request beyond its method, host, path, user agent and status. */
public sealed interface Trait {

    /** Whether the query, percent-decoded, matches one of these patterns. */
    record Query(List<String> patterns) implements Trait {

        /** Copies the list. */
        public Query {
            patterns = List.copyOf(patterns);
        }
    }

    /**
     * Whether the value of a field matches one of these patterns, without regard to case. A field that is not there has the empty value.
     *
     * @param name in lower case
     */
    record Header(String name, List<String> patterns) implements Trait {

        /** Copies the list. */
        public Header {
            patterns = List.copyOf(patterns);
        }
    }

    /** Whether the fingerprint of the TLS handshake matches one of these patterns. Without a handshake it is the empty text. */
    record TlsFingerprint(List<String> patterns) implements Trait {

        /** Copies the list. */
        public TlsFingerprint {
            patterns = List.copyOf(patterns);
        }
    }

    /**
     * Whether the user agent says it is one of these browsers, and the TLS handshake is one that no such browser makes.
     *
     * @param names of families of browsers, in lower case; none stands for any
     */
    record ForgedBrowser(Set<String> names) implements Trait {

        /** Copies the set. */
        public ForgedBrowser {
            names = InOrder.copyOf(names);
        }
    }

    /** Whether the client is in one of these countries: two capitals each, as in ISO 3166-1. */
    record Country(Set<String> codes) implements Trait {

        /** Copies the set. */
        public Country {
            codes = InOrder.copyOf(codes);
        }
    }

    /**
     * Whether the request is of one of these crawlers.
     *
     * @param names of crawlers, in lower case; none stands for any
     * @param genuine whether it has to be verified to be of the crawler; otherwise it has to be known that it claims so wrongly
     */
    record Crawler(Set<String> names, boolean genuine) implements Trait {

        /** Copies the set. */
        public Crawler {
            names = InOrder.copyOf(names);
        }
    }

    /** Whether the request belongs to a session that the origin began, or to none. */
    record Session(boolean has) implements Trait {}

    /** Whether what the origin said of the request matches one of these patterns, without regard to case: known when it has ended. */
    record Signal(List<String> patterns) implements Trait {

        /** Copies the list. */
        public Signal {
            patterns = List.copyOf(patterns);
        }
    }
}
