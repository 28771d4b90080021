package dev.portcullis.core.http1;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.Fields;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.RequestHead;
import dev.portcullis.core.settings.Limits;
import io.netty.channel.ChannelHandlerContext;

/** Reads requests off a client's connection; passes on a {@link RequestHead} for each that is sound. */
public final class Http1RequestDecoder extends Http1Decoder {

    private final RequestSyntax syntax;

    /** A decoder that refuses what is over these limits. The first request may come at once. */
    public Http1RequestDecoder(Limits limits) {
        this(limits, new RequestSyntax());
    }

    private Http1RequestDecoder(Limits limits, RequestSyntax syntax) {
        super(syntax, limits, false);
        this.syntax = syntax;
    }

    @Override
    Body startMessage(ChannelHandlerContext ctx, Fields fields) throws MalformedMessageException {
        RequestHead head = syntax.parse(fields);
        ctx.fireChannelRead(head);
        return head.body();
    }
}
