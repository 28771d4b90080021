package dev.portcullis.core.http1;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.MalformedMessageException;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.settings.Limits;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Reads responses off a connection to the origin; passes on a {@link ResponseHead} for each that is sound, those with a
 * 1xx status without a body end after them.
 */
public final class Http1ResponseDecoder extends Http1Decoder {

    private final ResponseSyntax syntax;
    private boolean toHead;

    /** A decoder that refuses what is over these limits. */
    public Http1ResponseDecoder(Limits limits) {
        this(limits, new ResponseSyntax());
    }

    private Http1ResponseDecoder(Limits limits, ResponseSyntax syntax) {
        super(syntax, limits);
        this.syntax = syntax;
    }

    /** Lets the response to a request of this method come. */
    public void expect(String method) {
        toHead = method.equals("HEAD");
        next();
    }

    @Override
    @Nullable
    Body startMessage(ChannelHandlerContext ctx, byte[] bytes) throws MalformedMessageException {
        ResponseHead head = syntax.parse(bytes, toHead);
        ctx.fireChannelRead(head);
        return head.isInformational() ? null : head.body();
    }
}
