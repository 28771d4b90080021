package dev.portcullis.bench;

import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;

/** A visitor's request of a page. */
public record Visit(IpPrefix client, String path) implements Facts {

    static Visit of(int number) {
        return new Visit(Addresses.client(number), "/blog/2026/11/page-" + number % 100);
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String site() {
        return "";
    }

    @Override
    public String host() {
        return "www.example.com";
    }

    @Override
    public String query() {
        return "";
    }

    @Override
    public String userAgent() {
        return "Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0";
    }
}
