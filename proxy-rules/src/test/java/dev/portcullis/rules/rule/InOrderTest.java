package dev.portcullis.rules.rule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

/** A rule in words is the same in each process, although the order of {@link Set#of} is not. */
class InOrderTest {

    @Test
    void countriesAreInOrder() {
        assertThat(new Trait.Country(Set.of("RU", "CN", "DE", "AT", "BR")).codes())
                .containsExactly("AT", "BR", "CN", "DE", "RU");
    }

    @Test
    void crawlersAreInOrder() {
        assertThat(new Trait.Crawler(Set.of("yandex", "bingbot", "googlebot", "baidu"), true).names())
                .containsExactly("baidu", "bingbot", "googlebot", "yandex");
    }

    @Test
    void sitesAreInOrder() {
        assertThat(new Sites.AllBut(Set.of("wiki", "shop", "blog", "forum")).sites())
                .containsExactly("blog", "forum", "shop", "wiki");
    }
}
