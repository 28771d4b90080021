import dev.portcullis.rules.api.Facts;
import dev.portcullis.rules.api.IpPrefix;

/** A browser's request for a page. */
record Ask(IpPrefix client, String path) implements Facts {

    /** Of the client of this IPv4 address. */
    static Ask of(int address, String path) {
        return new Ask(address(address), path);
    }

    static IpPrefix address(int number) {
        return IpPrefix.of(new byte[] {(byte) (number >> 24), (byte) (number >> 16), (byte) (number >> 8), (byte) number});
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
        return "www.example.org";
    }

    @Override
    public String query() {
        return "";
    }

    @Override
    public String userAgent() {
        return "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    }
}
