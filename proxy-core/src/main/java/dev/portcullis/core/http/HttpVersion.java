package dev.portcullis.core.http;

/** The version of a message. */
public enum HttpVersion {
    HTTP_1_0("HTTP/1.0"),
    HTTP_1_1("HTTP/1.1"),
    HTTP_2("HTTP/2.0"),
    HTTP_3("HTTP/3.0");

    private final String text;

    HttpVersion(String text) {
        this.text = text;
    }

    /** As it is written in a request line, where there is one, and in the log. */
    public String text() {
        return text;
    }
}
