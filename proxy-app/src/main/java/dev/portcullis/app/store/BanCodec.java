package dev.portcullis.app.store;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.KeptBan;
import dev.portcullis.rules.hash.Fingerprint;
import dev.portcullis.rules.rule.Rule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Kept bans as bytes, with a version in front. */
final class BanCodec {

    private static final int VERSION = 3;

    /** The first version whose requests have the fingerprints of their handshakes. */
    private static final int FINGERPRINTS = 2;

    /** The first version whose evidence has its group. */
    private static final int GROUPS = 3;

    private static final int MAX_TEXT = 16_000; // characters: writeUTF takes 65,535 bytes

    private BanCodec() {}

    /** What a ban is kept under: one for each subject, rule and kind. */
    static String key(IpPrefix subject, String rule, boolean observed) {
        return subject + " " + rule + (observed ? " observed" : "");
    }

    /** What this one is kept under. */
    static String key(KeptBan kept) {
        Ban ban = kept.ban();
        return key(ban.subject(), ban.rule(), ban.observed());
    }

    static byte[] encode(KeptBan kept) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            Ban ban = kept.ban();
            out.writeByte(VERSION);
            write(out, kept.remembered());
            out.writeLong(ban.subject().high());
            out.writeLong(ban.subject().low());
            out.writeByte(ban.subject().length());
            text(out, ban.rule());
            text(out, ban.reason());
            write(out, ban.start());
            write(out, ban.end());
            out.writeInt(ban.times());
            out.writeBoolean(ban.observed());
            Ban.Evidence evidence = ban.evidence();
            out.writeBoolean(evidence != null);
            if (evidence != null) {
                write(out, evidence);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Ban.Evidence evidence) throws IOException {
        Rule.Count count = evidence.count();
        out.writeUTF(count == null ? "" : count.name());
        out.writeLong(evidence.counted());
        out.writeLong(evidence.limit());
        out.writeLong(evidence.within().toNanos());
        out.writeByte(evidence.last().size());
        for (Ban.Request request : evidence.last()) {
            write(out, request.at());
            text(out, request.method());
            text(out, request.host());
            text(out, request.path());
            out.writeShort(request.status());
            out.writeLong(request.originNanos());
            text(out, request.fingerprint());
        }
        Fingerprint group = evidence.group();
        out.writeBoolean(group != null);
        if (group != null) {
            out.writeLong(group.high());
            out.writeLong(group.low());
        }
    }

    /** Throws IOException when these are no bytes of this version. */
    static KeptBan decode(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readUnsignedByte();
            if (version < 1 || version > VERSION) {
                throw new IOException("a ban of version " + version);
            }
            Instant remembered = instant(in);
            return new KeptBan(ban(in, version), remembered);
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IOException(e);
        }
    }

    @SuppressWarnings(
            "NullAway") // it does not see that the evidence of a compiled record of another module is @Nullable
    private static Ban ban(DataInputStream in, int version) throws IOException {
        return new Ban(
                new IpPrefix(in.readLong(), in.readLong(), in.readUnsignedByte()),
                in.readUTF(),
                in.readUTF(),
                instant(in),
                instant(in),
                in.readInt(),
                in.readBoolean(),
                in.readBoolean() ? evidence(in, version) : null);
    }

    @SuppressWarnings("NullAway") // it does not see that the count of a compiled record of another module is @Nullable
    private static Ban.Evidence evidence(DataInputStream in, int version) throws IOException {
        String word = in.readUTF();
        Rule.Count count = word.isEmpty() ? null : Rule.Count.valueOf(word);
        long counted = in.readLong();
        long limit = in.readLong();
        Duration within = Duration.ofNanos(in.readLong());
        int size = in.readUnsignedByte();
        List<Ban.Request> last = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            last.add(new Ban.Request(
                    instant(in),
                    in.readUTF(),
                    in.readUTF(),
                    in.readUTF(),
                    in.readShort(),
                    in.readLong(),
                    version >= FINGERPRINTS ? in.readUTF() : ""));
        }
        boolean hasGroup = version >= GROUPS && in.readBoolean();
        Fingerprint group = hasGroup ? new Fingerprint(in.readLong(), in.readLong()) : null;
        return new Ban.Evidence(count, counted, limit, within, last, group);
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        out.writeUTF(text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT));
    }

    private static void write(DataOutputStream out, Instant instant) throws IOException {
        out.writeLong(instant.getEpochSecond());
        out.writeInt(instant.getNano());
    }

    private static Instant instant(DataInputStream in) throws IOException {
        return Instant.ofEpochSecond(in.readLong(), in.readInt());
    }
}
