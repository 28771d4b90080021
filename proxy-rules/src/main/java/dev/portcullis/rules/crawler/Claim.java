package dev.portcullis.rules.crawler;

/**
 * That a request says it is a crawler's.
 *
 * @param crawler the crawler's name
 * @param proof whether it is true
 */
public record Claim(String crawler, Proof proof) {}
