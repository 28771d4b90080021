package dev.portcullis.core.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

    @ParameterizedTest
    @CsvSource({
        // method, target, Host, what the origin gets, authority, host, path, query
        "GET, /, a, /, a, a, /, ''",
        "GET, /p?q, a:8080, /p?q, a:8080, a, /p, q",
        "GET, /p?, a, /p?, a, a, /p, ''",
        "GET, /p?q?r/../s, a, /p?q?r/../s, a, a, /p, q?r/../s",
        "GET, //x/y, a, //x/y, a, a, //x/y, ''",
        "GET, /, '', /, '', '', /, ''",
        "OPTIONS, *, a, *, a, a, *, ''",
        "GET, http://B.example, a, /, B.example, b.example, /, ''",
        "GET, http://b?x, a, /?x, b, b, /, x",
        "GET, HTTPS://b:443/p, a, /p, b:443, b, /p, ''",
        "OPTIONS, http://b, a, *, b, b, *, ''",
        "GET, http://b/p, '', /p, b, b, /p, ''",
        "GET, /, [2001:DB8::1], /, [2001:DB8::1], [2001:db8::1], /, ''",
        "GET, /, [::1]:80, /, [::1]:80, [::1], /, ''",
        "GET, /, a., /, a., a, /, ''",
        "GET, /, a.:80, /, a.:80, a, /, ''",
        "GET, /, a:, /, a:, a, /, ''",
        "GET, /, under_score-1.example, /, under_score-1.example, under_score-1.example, /, ''",
    })
    void saysWhatIsAskedFor(
            String method,
            String raw,
            String host,
            String originForm,
            String authority,
            String hostName,
            String path,
            String query)
            throws MalformedMessageException {
        RequestTarget target = RequestTarget.parse(method, raw, host);
        assertThat(target).isEqualTo(new RequestTarget(raw, originForm, authority));
        assertThat(target.host()).isEqualTo(hostName);
        assertThat(target.rawPath()).isEqualTo(path);
        assertThat(target.query()).isEqualTo(query);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, *",
        "GET, ''",
        "GET, a",
        "GET, ..",
        "GET, ?q",
        "GET, localhost:80",
        "GET, /a#b",
        "GET, 'http://a/#b'",
        "GET, ftp://a/",
        "GET, http:/a",
        "GET, http://",
        "GET, http:///x",
        "GET, http://?x",
        "GET, http://u:p@a/",
        "GET, http://a@b/",
        "GET, http://a:b/",
        "GET, http://a:65536/",
        "GET, http://[::1/",
        "GET, http://[::1]x/",
        "OPTIONS, **",
    })
    void refusesATargetThatIsNone(String method, String raw) {
        MalformedMessageException refused =
                catchThrowableOfType(MalformedMessageException.class, () -> RequestTarget.parse(method, raw, "a"));
        assertThat(refused).isNotNull();
        assertThat(refused.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "u@a", "a/b", "a b", "a,b", "a?b", "a#b", "a\\b", "a%00b", "a:80:90", "a:80a", "a:99999", "a:-1",
                "a:000080", ":80", ".", ".a", "a..b", "[", "[]", "[::1", "::1", "[::1]80", "[::1]]", "[fe80::1%25eth0]",
                "[g::1]", "\u00e9", "a\"", "a;b", "a|b", "*"
            })
    void refusesAHostThatIsNone(String host) {
        assertThat(RequestTarget.isAuthority(host)).isFalse();
        assertThat(catchThrowableOfType(MalformedMessageException.class, () -> RequestTarget.parse("GET", "/", host)))
                .as("in the Host field")
                .isNotNull();
        assertThat(catchThrowableOfType(
                        MalformedMessageException.class, () -> RequestTarget.parse("GET", "http://b/", host)))
                .as("beside an absolute target")
                .isNotNull();
    }

    @Test
    void acceptsNamesOfUpTo255Characters() {
        assertThat(RequestTarget.isAuthority("a".repeat(255) + ":65535")).isTrue();
        assertThat(RequestTarget.isAuthority("a".repeat(256))).isFalse();
    }
}
