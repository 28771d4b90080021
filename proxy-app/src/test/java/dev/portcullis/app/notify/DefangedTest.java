package dev.portcullis.app.notify;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DefangedTest {

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            GET /?u=http://evil.example/x,        GET /?u=http[:]//evil[.]example/x
            GET /www.evil.example,                GET /www[.]evil[.]example
            GET /WWW.php,                         GET /WWW[.]php
            GET /evil.zip,                        GET /evil[.]zip
            GET /index.php.evil.example/,         GET /index[.]php[.]evil[.]example/
            @here @everyone <@U1> <!here>,        [at]here [at]everyone [<][at]U1> [<]!here>
            [click](//x),                         [click] (//x)
            mail me@evil.example,                 mail me[at]evil[.]example
            javascript:alert(1) tel:123 mailto:x, javascript[:]alert(1) tel[:]123 mailto[:]x
            GET /\\\\192.0.2.9/share,             GET /\\\\192[.]0[.]2[.]9/share
            GET /xn--e1a.xn--p1ai,                GET /xn--e1a[.]xn--p1ai
            """)
    void nothingIsLeftThatALinkOrACallIsMadeOf(String sent, String shown) {
        assertThat(Defanged.of(sent)).isEqualTo(shown);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            101 errors within 5 minutes, over the limit of 100
            600.1 s of the origin's time within 10 minutes
            10:00:01 GET /wp-login.php?a=b.txt
            POST /vendor/phpunit/eval-stdin.php, GET /.env, GET /.git/config, GET /old.sql
            """)
    void whatRulesSayStaysReadable(String said) {
        assertThat(Defanged.of(said)).isEqualTo(said);
    }

    @ParameterizedTest
    @CsvSource("'a\u0000b\u202Ehttps\uFF0F', a\\x00b\\u202ehttps\\uff0f")
    void whatIsNoPrintingAsciiIsWrittenOut(String sent, String shown) {
        assertThat(Defanged.of(sent)).isEqualTo(shown);
    }
}
