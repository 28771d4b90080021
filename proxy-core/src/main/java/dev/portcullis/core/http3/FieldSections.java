package dev.portcullis.core.http3;

import dev.portcullis.core.forward.ResponseForwarding;
import dev.portcullis.core.forward.ResponseForwarding.Framing;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http3.DefaultHttp3Headers;
import io.netty.handler.codec.http3.Http3Headers;
import io.netty.util.AsciiString;
import java.util.Set;

/** Heads and trailers of responses as field sections (RFC 9114 4.2): what is passed on is the same as by the other versions. */
public final class FieldSections {

    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");

    private FieldSections() {}

    /** The head of a response whose body is framed so. */
    public static Http3Headers head(ResponseHead head, Framing framing) {
        Fields fields = head.fields();
        Http3Headers section = new DefaultHttp3Headers(false, fields.size() + 2);
        section.status(AsciiString.of(Integer.toString(head.status())));
        for (int i = 0; i < fields.size(); i++) {
            if (ResponseForwarding.passes(head, i, framing)) {
                add(fields, i, section);
            }
        }
        long length = ResponseForwarding.length(head, framing);
        if (length >= 0) {
            section.add(CONTENT_LENGTH, AsciiString.of(Long.toString(length)));
        }
        return section;
    }

    /** Those trailers that may be passed on, of a response whose Connection field nominates these names in lower case. */
    public static Http3Headers trailers(Fields trailers, Set<String> nominated) {
        Http3Headers section = new DefaultHttp3Headers(false, trailers.size() + 1);
        for (int i = 0; i < trailers.size(); i++) {
            if (ResponseForwarding.passesTrailer(trailers, i, nominated)) {
                add(trailers, i, section);
            }
        }
        return section;
    }

    private static void add(Fields fields, int index, Http3Headers to) {
        byte[] name = new byte[fields.nameLength(index)];
        ByteBuf out = Unpooled.wrappedBuffer(name).clear();
        fields.writeLowerName(index, out);
        byte[] value = new byte[fields.valueLength(index)];
        out = Unpooled.wrappedBuffer(value).clear();
        fields.writeValue(index, out);
        to.add(new AsciiString(name, false), new AsciiString(value, false));
    }
}
