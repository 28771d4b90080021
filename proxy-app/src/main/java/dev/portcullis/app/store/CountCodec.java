package dev.portcullis.app.store;

import dev.portcullis.app.report.AddressInput;
import dev.portcullis.rules.count.KeptCounts;
import dev.portcullis.rules.count.KeptWindow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Counts as bytes, with a version in front; the key is their subject. Times are cut to milliseconds: a count is never younger than it was. */
final class CountCodec {

    private static final int VERSION = 1;

    private CountCodec() {}

    static byte[] encode(KeptCounts counts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeShort(counts.windows().size());
            for (KeptWindow window : counts.windows()) {
                out.writeUTF(window.rule());
                out.writeByte(window.pieces().size());
                for (KeptWindow.Piece piece : window.pieces()) {
                    out.writeLong(piece.at().toEpochMilli());
                    out.writeLong(piece.weight());
                }
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** Throws IOException when these are no bytes of this version. */
    static KeptCounts decode(String key, byte[] value) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(value))) {
            int version = in.readUnsignedByte();
            if (version != VERSION) {
                throw new IOException("counts of version " + version);
            }
            int windows = in.readUnsignedShort();
            List<KeptWindow> read = new ArrayList<>(windows);
            for (int i = 0; i < windows; i++) {
                String rule = in.readUTF();
                int pieces = in.readUnsignedByte();
                List<KeptWindow.Piece> all = new ArrayList<>(pieces);
                for (int piece = 0; piece < pieces; piece++) {
                    all.add(new KeptWindow.Piece(Instant.ofEpochMilli(in.readLong()), in.readLong()));
                }
                read.add(new KeptWindow(rule, all));
            }
            return new KeptCounts(AddressInput.parse(key), read);
        } catch (IllegalArgumentException e) {
            throw new IOException(e);
        }
    }
}
