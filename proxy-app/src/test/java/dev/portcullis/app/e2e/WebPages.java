package dev.portcullis.app.e2e;

import java.io.IOException;

/** A browser that opens pages and runs scripts in them. */
interface WebPages extends AutoCloseable {

    /** Opens a page and waits until it, and all it refers to, has loaded. */
    void open(String url) throws IOException;

    /** What a script of the page's own comes to, as text; a promise is waited for. */
    String script(String body) throws IOException;

    @Override
    void close();
}
