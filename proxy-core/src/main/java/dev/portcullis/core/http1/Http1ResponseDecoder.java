package dev.portcullis.core.http1;

import dev.portcullis.core.http.Body;
import dev.portcullis.core.http.Fields;
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

    /** A decoder that refuses what is over these limits. No response comes before it is expected. */
    public Http1ResponseDecoder(Limits limits) {
        this(limits, new ResponseSyntax());
    }

    private Http1ResponseDecoder(Limits limits, ResponseSyntax syntax) {
        super(syntax, limits, true);
        this.syntax = syntax;
    }

    /**
     * Lets the response to a request of this method come. To be called before the request is written: bytes that are
     * there already answer nothing that was asked, and are refused.
     */
    public void expect(String method) {
        toHead = method.equals("HEAD");
        if (hasKept()) {
            refuseKept(syntax.malformed(502, "the origin sent bytes before it was asked"));
        } else {
            next();
        }
    }

    @Override
    @Nullable
    Body startMessage(ChannelHandlerContext ctx, Fields fields) throws MalformedMessageException {
        ResponseHead head = syntax.parse(fields, toHead);
        ctx.fireChannelRead(head);
        return head.isInformational() ? null : head.body();
    }
}
