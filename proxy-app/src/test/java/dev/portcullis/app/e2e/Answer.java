package dev.portcullis.app.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A response as it comes in: its head, read, and its body, to be read.
 *
 * @param status the status code
 * @param fields the field lines, as sent
 * @param body ends with the response, not with the connection; fails with an IOException when the response breaks off
 */
record Answer(int status, List<String> fields, InputStream body) {

    /** Reads a head; the body is what its fields say (RFC 9112 6.3). */
    static Answer read(InputStream in, boolean answersHead) throws IOException {
        String[] statusLine = line(in).split(" ", 3);
        if (statusLine.length < 2 || !statusLine[0].startsWith("HTTP/1.")) {
            throw new IOException("not a status line: " + String.join(" ", statusLine));
        }
        int status = Integer.parseInt(statusLine[1]);
        List<String> fields = new ArrayList<>();
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            fields.add(field);
        }
        Answer head = new Answer(status, List.copyOf(fields), InputStream.nullInputStream());
        return status == 100 ? read(in, answersHead) : new Answer(status, head.fields, head.bodyOf(in, answersHead));
    }

    /** The first value of a field. */
    Optional<String> field(String name) {
        String start = name.toLowerCase(Locale.ROOT) + ":";
        return fields.stream()
                .filter(field -> field.toLowerCase(Locale.ROOT).startsWith(start))
                .map(field -> field.substring(start.length()).trim())
                .findFirst();
    }

    /** The rest of the body. */
    String text() throws IOException {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
    }

    private InputStream bodyOf(InputStream in, boolean answersHead) {
        if (answersHead || status == 204 || status == 304) {
            return InputStream.nullInputStream();
        }
        if (field("Transfer-Encoding").isPresent()) {
            return new Body(in, 0, true);
        }
        return field("Content-Length")
                .<InputStream>map(length -> new Body(in, Long.parseLong(length), false))
                .orElse(in);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection ended within a line: '" + line + "'");
            }
            line.append((char) c);
        }
        return line.toString().trim();
    }

    /** A body of known length, or in chunks. */
    private static final class Body extends InputStream {
        private final InputStream in;
        private final boolean chunked;
        private long left;
        private boolean first = true;
        private boolean over;

        Body(InputStream in, long length, boolean chunked) {
            this.in = in;
            this.left = length;
            this.chunked = chunked;
            this.over = !chunked && length == 0;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (!over && chunked && left == 0) {
                nextChunk();
            }
            if (over) {
                return -1;
            }
            int count = in.read(target, offset, (int) Math.min(length, left));
            if (count < 0) {
                throw new IOException("the response broke off with " + left + " bytes to come");
            }
            left -= count;
            over = !chunked && left == 0;
            return count;
        }

        private void nextChunk() throws IOException {
            if (!first) {
                line(in);
            }
            first = false;
            left = Long.parseLong(line(in).split(";", 2)[0].trim(), 16);
            if (left == 0) {
                over = true;
                while (!line(in).isEmpty()) {
                    // a trailer, of no interest here
                }
            }
        }
    }
}
