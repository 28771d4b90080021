package dev.portcullis.rules.admission;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;

/** A request for a page. */
record Asked(IpPrefix client, String path) implements Facts {

    @Override
    public String site() {
        return "";
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String host() {
        return "example.org";
    }

    @Override
    public String query() {
        return "";
    }

    @Override
    public String userAgent() {
        return "";
    }
}
