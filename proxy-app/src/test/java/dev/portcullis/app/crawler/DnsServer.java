package dev.portcullis.app.crawler;

import dev.portcullis.rules.api.IpPrefix;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.dns.DatagramDnsQuery;
import io.netty.handler.codec.dns.DatagramDnsQueryDecoder;
import io.netty.handler.codec.dns.DatagramDnsResponse;
import io.netty.handler.codec.dns.DatagramDnsResponseEncoder;
import io.netty.handler.codec.dns.DefaultDnsPtrRecord;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRawRecord;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A DNS server of the test's own, on loopback. */
final class DnsServer implements AutoCloseable {

    /** What was asked for, in order, with the type before it. */
    final List<String> asked = new CopyOnWriteArrayList<>();

    /** Names that the server fails at. */
    final Set<String> failing = ConcurrentHashMap.newKeySet();

    private final Map<String, List<DnsRecord>> records = new ConcurrentHashMap<>();
    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel channel;

    DnsServer() {
        channel = new Bootstrap()
                .group(loops)
                .channel(NioDatagramChannel.class)
                .handler(new ChannelInitializer<NioDatagramChannel>() {
                    @Override
                    protected void initChannel(NioDatagramChannel made) {
                        made.pipeline()
                                .addLast(new DatagramDnsQueryDecoder())
                                .addLast(new DatagramDnsResponseEncoder())
                                .addLast(new Answering());
                    }
                })
                .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .syncUninterruptibly()
                .channel();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** The address has this name. */
    void pointer(String address, String name) throws UnknownHostException {
        String reverse = ReverseName.of(IpPrefix.of(InetAddress.getByName(address)));
        add(reverse, new DefaultDnsPtrRecord(reverse, DnsRecord.CLASS_IN, 60, name));
    }

    /** The name has this address. */
    void address(String name, String address) throws UnknownHostException {
        byte[] bytes = InetAddress.getByName(address).getAddress();
        DnsRecordType type = bytes.length == 4 ? DnsRecordType.A : DnsRecordType.AAAA;
        add(name, new DefaultDnsRawRecord(name, type, 60, Unpooled.wrappedBuffer(bytes)));
    }

    private void add(String name, DnsRecord record) {
        records.computeIfAbsent(name, added -> new ArrayList<>()).add(record);
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
        loops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    }

    private final class Answering extends SimpleChannelInboundHandler<DatagramDnsQuery> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, DatagramDnsQuery query) {
            DnsQuestion question = query.recordAt(DnsSection.QUESTION);
            asked.add(question.type().name() + " " + question.name());
            InetSocketAddress sender = query.recipient();
            InetSocketAddress recipient = query.sender();
            DatagramDnsResponse response = new DatagramDnsResponse(sender, recipient, query.id());
            response.addRecord(DnsSection.QUESTION, new DefaultDnsQuestion(question.name(), question.type()));
            List<DnsRecord> known = records.get(question.name());
            if (failing.contains(question.name())) {
                response.setCode(DnsResponseCode.SERVFAIL);
            } else if (known == null) {
                response.setCode(DnsResponseCode.NXDOMAIN);
            } else {
                known.stream()
                        .filter(record -> record.type().equals(question.type()))
                        .forEach(record -> response.addRecord(DnsSection.ANSWER, copy(record)));
            }
            context.writeAndFlush(response);
        }

        private static DnsRecord copy(DnsRecord record) {
            return record instanceof DefaultDnsRawRecord raw ? raw.copy() : record;
        }
    }
}
