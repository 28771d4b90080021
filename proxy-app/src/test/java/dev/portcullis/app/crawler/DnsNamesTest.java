package dev.portcullis.app.crawler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.api.IpPrefix;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Names of crawlers, asked of a server on loopback. */
class DnsNamesTest {

    @AutoClose
    private final DnsServer server = new DnsServer();

    @AutoClose
    private final DnsNames names = new DnsNames();

    private static IpPrefix address(String text) throws UnknownHostException {
        return IpPrefix.of(InetAddress.getByName(text));
    }

    /** The answer; empty when there is none. */
    private static <T> Optional<List<T>> answer(Consumer<Consumer<@Nullable List<T>>> question) throws Exception {
        CompletableFuture<Optional<List<T>>> answered = new CompletableFuture<>();
        question.accept(values -> answered.complete(Optional.ofNullable(values)));
        return answered.get(10, TimeUnit.SECONDS);
    }

    @Test
    void anAddressHasItsNames() throws Exception {
        server.pointer("66.249.66.1", "crawl-66-249-66-1.googlebot.com.");
        IpPrefix crawler = address("66.249.66.1");

        assertThat(DnsNamesTest.<String>answer(answer -> names.names(crawler, server.address(), answer)))
                .contains(List.of("crawl-66-249-66-1.googlebot.com."));
        assertThat(server.asked).containsExactly("PTR 1.66.249.66.in-addr.arpa.");
    }

    @Test
    void anAddressOfIpv6HasItsNames() throws Exception {
        server.pointer("2001:db8::1", "a.example.");
        IpPrefix crawler = address("2001:db8::1");

        assertThat(DnsNamesTest.<String>answer(answer -> names.names(crawler, server.address(), answer)))
                .contains(List.of("a.example."));
        assertThat(server.asked)
                .containsExactly("PTR 1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa.");
    }

    @Test
    void aNameHasItsAddressesOfEitherKind() throws Exception {
        server.address("a.example.", "192.0.2.1");
        server.address("a.example.", "192.0.2.2");
        server.address("a.example.", "2001:db8::1");

        assertThat(DnsNamesTest.<IpPrefix>answer(
                        answer -> names.addresses("a.example.", true, server.address(), answer)))
                .contains(List.of(address("192.0.2.1"), address("192.0.2.2")));
        assertThat(DnsNamesTest.<IpPrefix>answer(
                        answer -> names.addresses("a.example.", false, server.address(), answer)))
                .contains(List.of(address("2001:db8::1")));
    }

    @Test
    void whatIsNotThereIsAnAnswer() throws Exception {
        IpPrefix nobody = address("192.0.2.9");

        assertThat(DnsNamesTest.<String>answer(answer -> names.names(nobody, server.address(), answer)))
                .contains(List.of());
    }

    @Test
    void aServerThatFailsIsNone() throws Exception {
        server.failing.add("9.2.0.192.in-addr.arpa.");
        IpPrefix nobody = address("192.0.2.9");

        assertThat(DnsNamesTest.<String>answer(answer -> names.names(nobody, server.address(), answer)))
                .isEmpty();
    }

    @Test
    void whatIsAskedAfterTheEndHasNoAnswer() throws Exception {
        names.close();

        assertThat(DnsNamesTest.<IpPrefix>answer(
                        answer -> names.addresses("a.example.", true, server.address(), answer)))
                .isEmpty();
    }
}
