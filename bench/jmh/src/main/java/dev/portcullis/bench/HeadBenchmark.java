package dev.portcullis.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.portcullis.core.forward.Hop;
import dev.portcullis.core.forward.RequestForwarding;
import dev.portcullis.core.forward.ResponseForwarding;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.http1.Http1RequestDecoder;
import dev.portcullis.core.http1.Http1ResponseDecoder;
import dev.portcullis.core.settings.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** Reading the head of a request, and writing heads as the other side gets them. Reading includes Netty's embedded channel. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HeadBenchmark {

    private static final Hop DIRECT = new Hop("203.0.113.9", false, "", "http");

    @Param({"5", "30"})
    private int fields;

    private final RequestForwarding forwarding = new RequestForwarding("127.0.0.1:8080", true);
    private final ByteBuf out = Unpooled.directBuffer(16 << 10);
    private Http1RequestDecoder decoder;
    private EmbeddedChannel channel;
    private ByteBuf bytes;
    private RequestHead request;
    private ResponseHead response;

    @Setup
    public void start() {
        String rest = IntStream.range(0, fields)
                .mapToObj(number -> "Sec-Field-" + number + ": a value of about thirty bytes" + number + "\r\n")
                .collect(Collectors.joining());
        bytes = buffer("GET /blog/2026/11/page HTTP/1.1\r\nHost: www.example.com\r\n" + rest + "\r\n");
        decoder = new Http1RequestDecoder(Limits.DEFAULT);
        channel = new EmbeddedChannel(decoder);
        request = (RequestHead) readRequest(message -> {});
        Http1ResponseDecoder responses = new Http1ResponseDecoder(Limits.DEFAULT);
        responses.expect("GET");
        EmbeddedChannel origin = new EmbeddedChannel(responses);
        origin.writeInbound(buffer("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + rest + "\r\n"));
        response = origin.readInbound();
        origin.finishAndReleaseAll();
    }

    @TearDown
    public void stop() {
        channel.finishAndReleaseAll();
        bytes.release();
        out.release();
    }

    private interface Sink {
        void take(Object message);
    }

    private Object readRequest(Sink sink) {
        channel.writeInbound(bytes.retainedDuplicate());
        Object head = channel.readInbound();
        sink.take(head);
        sink.take(channel.readInbound());
        decoder.next();
        return head;
    }

    @Benchmark
    public void decodeRequest(Blackhole sink) {
        readRequest(sink::consume);
    }

    @Benchmark
    public ByteBuf rewriteRequest() {
        forwarding.write(request, DIRECT, out.clear());
        return out;
    }

    @Benchmark
    public ByteBuf rewriteResponse() {
        ResponseForwarding.write(
                response, ResponseForwarding.Framing.LENGTH, ResponseForwarding.Persistence.DEFAULT, out.clear());
        return out;
    }

    private static ByteBuf buffer(String text) {
        return Unpooled.directBuffer().writeBytes(text.getBytes(US_ASCII));
    }
}
