package dev.portcullis.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonObjectTest {

    @Test
    void membersAreReadByTheirType() {
        JsonObject object =
                JsonObject.parse("{\"a\":\"x\",\"b\":12,\"c\":true,\"d\":null,\"e\":[\"y\"],\"f\":[{\"a\":\"z\"}]}");

        assertThat(object.text("a")).isEqualTo("x");
        assertThat(object.number("b")).isEqualTo(12);
        assertThat(object.flag("c")).isTrue();
        assertThat(object.has("d")).isFalse();
        assertThat(object.textOrNull("d")).isNull();
        assertThat(object.texts("e")).containsExactly("y");
        assertThat(object.objects("f")).singleElement().satisfies(inner -> assertThat(inner.text("a"))
                .isEqualTo("z"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"x\"",
                "{",
                "{\"a\":}",
                "{} {}",
                "{\"a\":1}x",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":01}"
            })
    void whatIsNotOneObjectIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> JsonObject.parse(text));
    }

    @Test
    void anObjectNestedDeeplyIsRefusedNotFollowed() {
        String deep = "{\"a\":".repeat(100_000);

        assertThatIllegalArgumentException().isThrownBy(() -> JsonObject.parse(deep));
    }

    @Test
    void aMemberThatIsMissingOrOfAnotherTypeIsNamed() {
        JsonObject object = JsonObject.parse("{\"a\":\"x\",\"b\":1.5,\"c\":1e400,\"d\":[1]}");

        assertThatIllegalArgumentException().isThrownBy(() -> object.text("z")).withMessage("\"z\" is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> object.number("a"))
                .withMessage("\"a\" is not a number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> object.number("b"))
                .withMessage("\"b\" is not a whole number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> object.number("c"))
                .withMessage("\"c\" is not a whole number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> object.texts("d"))
                .withMessage("\"d\" is not an array of strings");
    }

    @Property
    void noTextBreaksTheReader(@ForAll String text) {
        try {
            JsonObject.parse("{" + text);
        } catch (IllegalArgumentException expected) {
            assertThat(expected).hasMessageNotContaining("Exception");
        }
    }
}
