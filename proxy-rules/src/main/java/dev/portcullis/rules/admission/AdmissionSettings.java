package dev.portcullis.rules.admission;

import java.time.Duration;
import java.util.Set;

/**
 * All that admission is configured with.
 *
 * @param places how many requests may be at the origin
 * @param queue how many may wait, and for how long
 * @param fairness how use of the origin's time is remembered
 * @param files which requests do not wait behind pages
 */
public record AdmissionSettings(Places places, Queue queue, Fairness fairness, Files files) {

    /** What holds when nothing is configured. */
    public static final AdmissionSettings DEFAULT =
            new AdmissionSettings(Places.ADAPTIVE, Queue.DEFAULT, Fairness.DEFAULT, Files.DEFAULT);

    /**
     * How many requests may be at the origin at once.
     *
     * @param start the limit to begin with
     * @param floor the lowest that it is ever set to, 1 or more; the same as the ceiling when the limit is fixed
     * @param ceiling the highest that it is ever set to, and how many may be there when some are slow: of Apache, MaxRequestWorkers
     * @param spare places within the limit that others leave free, but for one place, while clients of little recent use come
     * @param reserved places more than the limit, which only clients of little recent use may take
     * @param greedy the part, above 0 to 1, of the time of the places that are left to others which clients with more than four requests
     *     waiting may use together while clients of little recent use come
     */
    public record Places(int start, int floor, int ceiling, int spare, int reserved, double greedy) {

        private static final double GREEDY = 0.5;

        /** Learnt: from 2 to 256, beginning with 2, with one place spare and one reserved; half of the time for the greedy. */
        public static final Places ADAPTIVE = new Places(2, 2, 256, 1, 1);

        /** Throws IllegalArgumentException unless 1 &lt;= floor &lt;= start &lt;= ceiling, 0 or more are reserved, and the greedy get some. */
        public Places {
            if (floor < 1
                    || start < floor
                    || ceiling < start
                    || spare < 0
                    || reserved < 0
                    || !(greedy > 0 && greedy <= 1)) {
                throw new IllegalArgumentException("no limits: start " + start + ", floor " + floor + ", ceiling "
                        + ceiling + ", spare " + spare + ", reserved " + reserved + ", greedy " + greedy);
            }
        }

        /** With half of the time for the greedy. */
        public Places(int start, int floor, int ceiling, int spare, int reserved) {
            this(start, floor, ceiling, spare, reserved, GREEDY);
        }

        /** The same with another part of the time for the greedy. */
        public Places withGreedy(double part) {
            return new Places(start, floor, ceiling, spare, reserved, part);
        }

        /** Always the same. */
        public static Places fixed(int limit, int spare, int reserved) {
            return new Places(limit, limit, limit, spare, reserved);
        }

        /** Whether the limit is learnt. */
        public boolean isAdaptive() {
            return floor < ceiling;
        }
    }

    /**
     * Who may wait.
     *
     * @param most how many requests may wait in each lane, 0 or more
     * @param mostBytes what those may hold in memory together, in each lane
     * @param longest how long a request may wait
     * @param networksFrom how many wait for each place before networks, rather than clients, share the origin, 0 or more
     * @param lowerShare which part of the places, 0 to 0.5, those of lower classes get while higher ones wait
     */
    public record Queue(int most, long mostBytes, Duration longest, double networksFrom, double lowerShare) {

        /** 10,000 requests or 256 MiB, 10 seconds; networks from one for each place; one place in twenty. */
        public static final Queue DEFAULT = new Queue(10_000, 256L << 20, Duration.ofSeconds(10), 1, 0.05);
    }

    /**
     * How use of the origin's time is remembered.
     *
     * @param halfLife how long until use counts half
     * @param light a client is of little recent use when it used at most this part, 0 to 1, of what the limit's places can give
     * @param lightNetwork the same for its network
     * @param ipv4Network bits of an IPv4 address that make one network, 8 to 32
     * @param ipv6Network bits of an IPv6 address that make one network, 16 to 128
     * @param remembered how many clients are remembered, and how many networks, besides those with requests under way
     */
    public record Fairness(
            Duration halfLife, double light, double lightNetwork, int ipv4Network, int ipv6Network, int remembered) {

        /** Half a minute; 5% for a client, 25% for a network; /24 and /48; 100,000. */
        public static final Fairness DEFAULT = new Fairness(Duration.ofSeconds(30), 0.05, 0.25, 24, 48, 100_000);
    }

    /**
     * Which requests do not wait behind pages, but have a lane of their own.
     *
     * @param suffixes what the paths of static files end with: lower case, without the dot
     * @param atOnce how many of them may be at the origin at once, 1 or more
     */
    public record Files(Set<String> suffixes, int atOnce) {

        /** What web servers serve from disk, 8 at once. */
        public static final Files DEFAULT = new Files(
                Set.of(
                        "css",
                        "js",
                        "mjs",
                        "map",
                        "png",
                        "jpg",
                        "jpeg",
                        "gif",
                        "webp",
                        "avif",
                        "svg",
                        "ico",
                        "woff",
                        "woff2",
                        "ttf",
                        "eot",
                        "mp4",
                        "webm",
                        "mp3",
                        "pdf",
                        "txt",
                        "xml",
                        "webmanifest"),
                8);

        /** Copies the set. */
        public Files {
            suffixes = Set.copyOf(suffixes);
        }
    }
}
