package dev.portcullis.rules.admission;

/**
 * Who is of little recent use: a client that used less than a small part of what the places of its lane can give, in a network
 * that did likewise, and has no more than a few requests that wait. Such clients go before all others, and have places of their own.
 *
 * <p>The measure is what the lane can give, not what others used: who is light is then light when the site is quiet, too, and
 * stays so at the first moment of a storm. But where so many clients are light that they wait for one another, ten thousand bots with
 * a request each say, or six that have only just come, the measure shrinks, quickly, until those who are left do not; and grows back slowly.
 */
final class Lightness {

    /** How far the measures shrink at most: to a part that a visitor's use stays below. */
    private static final double LEAST_PART = 0.2;

    private static final double LEAST_NETWORK_PART = 0.05;

    /** Who has more requests than this that wait is crowded, and not light, whatever it used: a browser asks for one page at a time, or a few. */
    private static final int MOST_WAITING = 4;

    private static final double TIGHTENED = 0.9;
    private static final double LOOSENED = 1.01;

    private final double clientShare;
    private final double networkShare;
    private final double meanLifeNanos;

    private int places = 1;
    private double clientPart = 1;
    private double networkPart = 1;
    private double clientMost;
    private double networkMost;

    /** Shares of the lane's time, each from 0 to 1. */
    Lightness(double clientShare, double networkShare, double meanLifeNanos) {
        this.clientShare = clientShare;
        this.networkShare = networkShare;
        this.meanLifeNanos = meanLifeNanos;
        measure();
    }

    /** Says how many places the lane has. */
    void places(int count) {
        if (places != count) {
            places = count;
            measure();
        }
    }

    /** A request of a client that used little had to wait for longer than the origin takes: there are too many such clients. */
    void tighten() {
        clientPart = Math.max(LEAST_PART, clientPart * TIGHTENED);
        networkPart = Math.max(LEAST_NETWORK_PART, networkPart * TIGHTENED);
        measure();
    }

    /** Some time has passed. */
    void loosen() {
        if (clientPart < 1 || networkPart < 1) {
            clientPart = Math.min(1, clientPart * LOOSENED);
            networkPart = Math.min(1, networkPart * LOOSENED);
            measure();
        }
    }

    private void measure() {
        clientMost = clientPart * clientShare * places * meanLifeNanos;
        networkMost = networkPart * networkShare * places * meanLifeNanos;
    }

    /** Of a client, whatever its network did. */
    boolean isLightAlone(Account client, long now) {
        return !isCrowded(client) && client.used(now) <= clientMost;
    }

    /** Whether a client has too many requests that wait to be light. */
    static boolean isCrowded(Account client) {
        return client.waiting() > MOST_WAITING;
    }

    boolean isLightNetwork(Account network, long now) {
        return network.used(now) <= networkMost;
    }

    /** Of a client and its network. */
    boolean isLight(Account client, long now) {
        return !isCrowded(client) && usedLittle(client, now);
    }

    /** Whether a client and its network used little, however many of its requests wait. */
    boolean usedLittle(Account client, long now) {
        return client.used(now) <= clientMost && isLightNetwork(client.network(), now);
    }
}
