package dev.portcullis.app.tls;

/** A file of a certificate can't be used. The message says why, in words that follow the file's name. */
public final class PemException extends Exception {

    private static final long serialVersionUID = 1;

    private final boolean ofKey;
    private final boolean unread;

    PemException(boolean ofKey, String message) {
        this(ofKey, false, message);
    }

    private PemException(boolean ofKey, boolean unread, String message) {
        super(message, null, false, false);
        this.ofKey = ofKey;
        this.unread = unread;
    }

    /** One about a file that could not be read, so that nothing is known of what is in it. */
    static PemException unread(boolean ofKey, String message) {
        return new PemException(ofKey, true, message);
    }

    /** What is wrong. */
    public String found() {
        return String.valueOf(getMessage());
    }

    /** Whether it is wrong with the file of the key. */
    public boolean isOfKey() {
        return ofKey;
    }

    /** Whether the file could not be read, as when it is not there or the system has no file open to spare: what is in it may be good. */
    public boolean isUnread() {
        return unread;
    }
}
