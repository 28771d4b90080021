package dev.portcullis.app.tls;

/** A file of a certificate can't be used. The message says why, in words that follow the file's name. */
public final class PemException extends Exception {

    private static final long serialVersionUID = 1;

    private final boolean ofKey;

    PemException(boolean ofKey, String message) {
        super(message, null, false, false);
        this.ofKey = ofKey;
    }

    /** What is wrong. */
    public String found() {
        return String.valueOf(getMessage());
    }

    /** Whether it is wrong with the file of the key. */
    public boolean isOfKey() {
        return ofKey;
    }
}
