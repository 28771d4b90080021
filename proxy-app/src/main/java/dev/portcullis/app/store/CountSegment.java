package dev.portcullis.app.store;

import dev.portcullis.rules.engine.CountKeeping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A segment of the log of counts, as it is read: eight bytes that say what it is, then frames, each behind its length and its CRC-32C. What
 * a process that died was about to write is missing at the end, or is there in part: reading ends with the last whole frame.
 */
final class CountSegment implements CountKeeping.Frames, AutoCloseable {

    /** The bytes before a frame. */
    static final int FRAME_HEAD = 8;

    /** A frame is never as long. */
    private static final int LONGEST = 1 << 24;

    private static final int STEP = 1 << 16;

    /** "PCcount", and the version of this format. */
    private static final byte[] HEADER = {'P', 'C', 'c', 'o', 'u', 'n', 't', 1};

    private final Path file;
    private final FileChannel channel;
    private final List<Frame> frames = new ArrayList<>();
    private boolean damaged;
    private boolean otherVersion;

    private record Frame(long at, int length) {}

    private CountSegment(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /** Finds the whole frames of this file. */
    static CountSegment open(Path file) throws IOException {
        CountSegment segment = new CountSegment(file, FileChannel.open(file));
        try {
            segment.find();
            return segment;
        } catch (IOException | RuntimeException e) {
            segment.close();
            throw e;
        }
    }

    /** What a segment begins with. */
    static byte[] header() {
        return HEADER.clone();
    }

    private void find() throws IOException {
        long end = channel.size();
        if (end < HEADER.length) {
            return;
        }
        byte[] begins = bytes(0, HEADER.length);
        if (!Arrays.equals(begins, HEADER)) {
            int name = HEADER.length - 1;
            otherVersion = Arrays.equals(begins, 0, name, HEADER, 0, name);
            damaged = !otherVersion;
            return;
        }
        long at = HEADER.length;
        while (at + FRAME_HEAD <= end) {
            ByteBuffer head = ByteBuffer.wrap(bytes(at, FRAME_HEAD));
            int length = head.getInt();
            boolean possible = length > 0 && length < LONGEST;
            long next = at + FRAME_HEAD + length;
            if (!possible || next > end || !matches(at + FRAME_HEAD, length, head.getInt())) {
                damaged = possible ? next < end : !isZero(at, end);
                return;
            }
            frames.add(new Frame(at + FRAME_HEAD, length));
            at = next;
        }
    }

    private boolean matches(long at, int length, int sum) throws IOException {
        CRC32C crc = new CRC32C();
        crc.update(bytes(at, length));
        return (int) crc.getValue() == sum;
    }

    /** A crash of the machine may leave zeros where nothing was written yet. */
    private boolean isZero(long from, long end) throws IOException {
        for (long at = from; at < end; at += STEP) {
            for (byte each : bytes(at, (int) Math.min(STEP, end - at))) {
                if (each != 0) {
                    return false;
                }
            }
        }
        return true;
    }

    private byte[] bytes(long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, at + bytes.position()) < 0) {
                throw new IOException("a segment of the log of counts became shorter");
            }
        }
        return bytes.array();
    }

    /** Where it is. */
    Path file() {
        return file;
    }

    /** Whether it is in another version of this format; nothing is read of it then. */
    boolean isOfOtherVersion() {
        return otherVersion;
    }

    /** Whether something is wrong with it that no end of a process leaves behind. */
    boolean isDamaged() {
        return damaged;
    }

    @Override
    public int size() {
        return frames.size();
    }

    @Override
    public byte[] get(int place) throws IOException {
        Frame frame = frames.get(place);
        return bytes(frame.at(), frame.length());
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
