package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;

/** What is known of what a client sent that is no request: who sent it. Of the texts none is there, so that no pattern but {@code *} matches. */
record NoRequest(IpPrefix client) implements Facts {

    @Override
    public String method() {
        return "";
    }

    @Override
    public String site() {
        return "";
    }

    @Override
    public String host() {
        return "";
    }

    @Override
    public String path() {
        return "";
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
