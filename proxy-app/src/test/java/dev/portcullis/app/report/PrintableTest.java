package dev.portcullis.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void printingAsciiIsKept() {
        assertThat(Printable.of("GET /a?b=c \"~\\")).isEqualTo("GET /a?b=c \"~\\");
    }

    @Test
    void controlCharactersAreNamedNotObeyed() {
        assertThat(Printable.of("\u001b[2J\r\n\u0000\u007f\u009b")).isEqualTo("\\x1b[2J\\x0d\\x0a\\x00\\x7f\\x9b");
    }

    @Test
    void charactersThatTurnTextAroundAreNamed() {
        assertThat(Printable.of("\u202egnp.exe")).isEqualTo("\\u202egnp.exe");
    }

    @Property
    void onlyPrintingAsciiIsEverShown(@ForAll String text) {
        assertThat(Printable.of(text)).matches("[ -~]*");
    }
}
