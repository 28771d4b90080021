package dev.portcullis.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenedTest {

    private final List<String> closed = new ArrayList<>();
    private final Opened opened = new Opened();

    @Test
    void theLastOpenedIsClosedFirst() {
        opened.add(() -> closed.add("first"));
        opened.add(() -> closed.add("second"));
        opened.close();

        assertThat(closed).containsExactly("second", "first");
    }

    @Test
    void aPartThatFailsDoesNotKeepTheRestOpen() {
        opened.add(() -> closed.add("first"));
        opened.add(() -> {
            throw new IllegalStateException("stuck");
        });
        opened.close();

        assertThat(closed).containsExactly("first");
    }

    @Test
    void nothingIsClosedTwice() {
        opened.add(() -> closed.add("part"));
        opened.close();
        opened.close();

        assertThat(closed).hasSize(1);
    }
}
