package dev.portcullis.app.notify;

/**
 * What came of a test.
 *
 * @param target its name
 * @param kind the word for its kind
 * @param accepted whether it took the message
 * @param answer what came back, without secrets
 */
public record TestResult(String target, String kind, boolean accepted, String answer) {}
