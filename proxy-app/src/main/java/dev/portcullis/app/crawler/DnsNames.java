package dev.portcullis.app.crawler;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.crawler.NameService;
import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DnsPtrRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks DNS servers, on a thread of its own that exists from the first question on. An answer
 * that doesn't come within three seconds is none.
 */
public final class DnsNames implements NameService, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DnsNames.class);
    private static final int TIMEOUT_MILLIS = 3000;
    private static final int STOP_MILLIS = 1000;

    private @Nullable MultiThreadIoEventLoopGroup loops;
    private @Nullable DnsNameResolver resolver;
    private boolean closed;

    @Override
    public void names(IpPrefix address, @Nullable InetSocketAddress server, Consumer<@Nullable List<String>> answer) {
        ask(new DefaultDnsQuestion(ReverseName.of(address), DnsRecordType.PTR), server, DnsNames::name, answer);
    }

    @Override
    public void addresses(
            String name, boolean ipv4, @Nullable InetSocketAddress server, Consumer<@Nullable List<IpPrefix>> answer) {
        DnsRecordType type = ipv4 ? DnsRecordType.A : DnsRecordType.AAAA;
        ask(new DefaultDnsQuestion(name, type), server, DnsNames::address, answer);
    }

    private <T> void ask(
            DnsQuestion question,
            @Nullable InetSocketAddress server,
            Function<DnsRecord, @Nullable T> value,
            Consumer<@Nullable List<T>> answer) {
        Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> asked;
        try {
            DnsNameResolver open = resolver();
            asked = server == null ? open.query(question) : open.query(server, question);
        } catch (RuntimeException e) {
            log.debug("can't ask for {}", question, e);
            answer.accept(null);
            return;
        }
        asked.addListener((Future<AddressedEnvelope<DnsResponse, InetSocketAddress>> done) -> {
            if (!done.isSuccess()) {
                answer.accept(null);
                return;
            }
            AddressedEnvelope<DnsResponse, InetSocketAddress> envelope = done.getNow();
            List<T> values;
            try {
                values = values(envelope.content(), question.type(), value);
            } finally {
                envelope.release();
            }
            answer.accept(values);
        });
    }

    /** The answer's values; none when there are no such records; null when the server couldn't say. */
    private static <T> @Nullable List<T> values(
            DnsResponse response, DnsRecordType type, Function<DnsRecord, @Nullable T> value) {
        if (response.code().equals(DnsResponseCode.NXDOMAIN)) {
            return List.of();
        }
        if (!response.code().equals(DnsResponseCode.NOERROR) || response.isTruncated()) {
            return null;
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < response.count(DnsSection.ANSWER); i++) {
            DnsRecord record = response.recordAt(DnsSection.ANSWER, i);
            T found = record.type().equals(type) ? value.apply(record) : null;
            if (found != null) {
                values.add(found);
            }
        }
        return values;
    }

    private static @Nullable String name(DnsRecord record) {
        return record instanceof DnsPtrRecord pointer ? pointer.hostname() : null;
    }

    private static @Nullable IpPrefix address(DnsRecord record) {
        if (!(record instanceof DnsRawRecord raw)) {
            return null;
        }
        ByteBuf content = raw.content();
        int length = content.readableBytes();
        if (length != 4 && length != 16) {
            return null;
        }
        byte[] bytes = new byte[length];
        content.getBytes(content.readerIndex(), bytes);
        return IpPrefix.of(bytes);
    }

    private synchronized DnsNameResolver resolver() {
        if (closed) {
            throw new IllegalStateException("closed");
        }
        DnsNameResolver open = resolver;
        if (open == null) {
            loops = new MultiThreadIoEventLoopGroup(1, DnsNames::thread, NioIoHandler.newFactory());
            open = new DnsNameResolverBuilder(loops.next())
                    .datagramChannelType(NioDatagramChannel.class)
                    .socketChannelType(NioSocketChannel.class)
                    .queryTimeoutMillis(TIMEOUT_MILLIS)
                    .build();
            resolver = open;
        }
        return open;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "portcullis-crawlers");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (resolver != null) {
            resolver.close();
        }
        if (loops != null) {
            loops.shutdownGracefully(0, STOP_MILLIS, TimeUnit.MILLISECONDS);
        }
    }
}
