package dev.portcullis.rules.crawler;

/** What is known of a client that says it is a crawler. */
public enum Proof {
    /** Not yet, or no answer can be had: it is not trusted, nor banned for what it asks for. */
    UNKNOWN,
    /** It is the crawler. */
    GENUINE,
    /** It is not. */
    FORGED
}
