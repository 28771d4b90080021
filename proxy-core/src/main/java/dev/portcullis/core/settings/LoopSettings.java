package dev.portcullis.core.settings;

/**
 * What carries the connections.
 *
 * @param transport which of the system's interfaces
 * @param threads event loops; 0 for one per processor
 */
public record LoopSettings(Transport transport, int threads) {

    /** The best interface there is, one event loop per processor. */
    public static final LoopSettings DEFAULT = new LoopSettings(Transport.AUTO, 0);

    /** Which of the system's interfaces carries the connections. */
    public enum Transport {
        /** epoll on Linux, NIO elsewhere. */
        AUTO,
        EPOLL,
        IO_URING,
        NIO
    }
}
