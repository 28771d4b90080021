package dev.portcullis.rules.api;

/** A GET of {@code /} from somebody, with nothing else in it: a test says what it is about. */
public interface PlainFacts extends Facts {

    @Override
    default IpPrefix client() {
        return new IpPrefix(1, 2, 128);
    }

    @Override
    default String method() {
        return "GET";
    }

    @Override
    default String site() {
        return "";
    }

    @Override
    default String host() {
        return "";
    }

    @Override
    default String path() {
        return "/";
    }

    @Override
    default String query() {
        return "";
    }

    @Override
    default String userAgent() {
        return "";
    }
}
