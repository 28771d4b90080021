package dev.portcullis.core.exchange;

import dev.portcullis.core.http.BodyEnd;
import dev.portcullis.core.http.ResponseHead;
import dev.portcullis.core.proxyprotocol.Endpoints;
import dev.portcullis.core.reply.Reply;
import io.netty.buffer.ByteBuf;
import java.util.concurrent.Executor;

/**
 * The client's side of one exchange, whichever codec its request came by. Used on its event loop only.
 *
 * <p>What is sent is written at {@link #flush} at the latest; the end of a response is written at once.
 */
public interface ClientStream {

    /** Sends an informational head (1xx), where the client's version knows them. */
    void sendInformational(ResponseHead head);

    /** Sends the final head. */
    void sendHead(ResponseHead head);

    /** Sends the head that switches the protocol; everything after it goes both ways as it is. */
    void switchProtocol(ResponseHead head);

    /** Sends and releases a piece of the response's body. */
    void sendContent(ByteBuf content);

    /** Sends the response's end; {@link Exchange#responseWritten} is called when all of it has been written. */
    void sendEnd(BodyEnd end);

    /** Sends a whole response of Portcullis' own; {@link Exchange#responseWritten} is called when it has been written. */
    void sendReply(Reply reply);

    /** Lets the client see that the response is not whole, or that there is none: closes. */
    void abort();

    /** Writes what was sent. */
    void flush();

    /** Whether the client takes more without much of it being held in memory. */
    boolean isWritable();

    /** The event loop that all of this is used on. */
    Executor loop();

    /** Both ends of the client's connection. */
    Endpoints ends();

    /** Notes that {@link Exchange#wantsContent} may have changed. */
    void contentWanted();

    /** Notes that the exchange is over, and has been told to whom it concerns. */
    void exchangeOver();
}
