package dev.portcullis.app.notify;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** What there is to tell of. Each target chooses among them. */
public enum Topic {
    /** Every ban that is made; many together are one message. */
    BANS,
    /** Unusually many bans within ten minutes, and the end of it. */
    BAN_SURGE,
    /** A server of a site, or all of them, went down or came up. */
    ORIGIN,
    /** Requests wait for a site without a break, or are turned away. */
    BUSY,
    /** A rule was stopped because it was about to ban too many. */
    RULE_STOPPED,
    /** A peer forwards for many clients and is not trusted. */
    SUSPECTED_PROXY,
    /** The configuration was read and did not come into force, or does again. */
    RELOAD,
    /** Bans are not kept on the disk, or are again. */
    BAN_STORE,
    /** Lines of a log are lost. */
    LOGS,
    /** A certificate is about to end, or does not come from its authority. */
    CERTIFICATE,
    /** The program has started or stops. */
    PROGRAM;

    /** What a target gets that does not choose: all but each single ban. */
    public static final Set<Topic> USUAL = Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(BANS)));
}
