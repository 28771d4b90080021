package dev.portcullis.core.quic;

import dev.portcullis.rules.time.Ticker;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.quic.QuicTokenHandler;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Has every client prove that it receives what is sent to its address before anything is kept for it (Retry, RFC 9000 8.1.2). Whoever
 * forges an address could otherwise have Portcullis send to somebody else, take the slots of a visitor, or have it banned.
 *
 * <p>The token is the time, a keyed digest of it with the address, the port and the connection id that the client chose, and that id. It
 * holds for a short while, for the same address and port, and only at the process that made it. Costs each new connection a round trip.
 *
 * <p>While no more connections are taken, no token is valid: the client sends its packet again, as it does with one that was lost.
 *
 * <p>Used on one event loop only.
 */
public final class RetryTokens implements QuicTokenHandler {

    /** Bytes of the connection ids that are chosen here. */
    public static final int ID = 16;

    private static final long VALID = Duration.ofSeconds(15).toNanos();
    private static final String ALGORITHM = "HmacSHA256";
    private static final int DIGEST = 16;
    private static final int ID_AT = Long.BYTES + DIGEST;
    private static final int LONGEST_ID = 20;

    private final Ticker ticker;
    private final BooleanSupplier open;
    private final Mac mac;

    /**
     * The tokens of one listener.
     *
     * @param open whether connections are taken just now
     */
    public RetryTokens(Ticker ticker, BooleanSupplier open) {
        this.ticker = ticker;
        this.open = open;
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    @Override
    public boolean writeToken(ByteBuf out, ByteBuf dcid, InetSocketAddress address) {
        long now = ticker.nanos();
        out.writeLong(now)
                .writeBytes(digest(now, address, dcid))
                .writeBytes(dcid, dcid.readerIndex(), dcid.readableBytes());
        return true;
    }

    @Override
    public TokenValidationResult validateToken(ByteBuf token, InetSocketAddress address, ByteBuf dcid) {
        return dcid.readableBytes() == ID && validateToken(token, address) >= 0
                ? TokenValidationResult.odcidFromToken(ID_AT)
                : TokenValidationResult.invalidToken();
    }

    @Override
    public int validateToken(ByteBuf token, InetSocketAddress address) {
        int size = token.readableBytes();
        if (!open.getAsBoolean() || size <= ID_AT || size > ID_AT + LONGEST_ID) {
            return -1;
        }
        int start = token.readerIndex();
        long made = token.getLong(start);
        byte[] said = new byte[DIGEST];
        token.getBytes(start + Long.BYTES, said);
        ByteBuf id = token.slice(start + ID_AT, size - ID_AT);
        boolean fresh = ticker.nanos() - made < VALID;
        return MessageDigest.isEqual(said, digest(made, address, id)) && fresh ? ID_AT : -1;
    }

    @Override
    public int maxTokenLength() {
        return ID_AT + LONGEST_ID;
    }

    private byte[] digest(long made, InetSocketAddress address, ByteBuf id) {
        mac.update(ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                .putLong(made)
                .putInt(address.getPort())
                .flip());
        mac.update(address.getAddress().getAddress());
        byte[] chosen = new byte[id.readableBytes()];
        id.getBytes(id.readerIndex(), chosen);
        mac.update(chosen);
        return java.util.Arrays.copyOf(mac.doFinal(), DIGEST);
    }
}
