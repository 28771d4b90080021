package dev.portcullis.core.hostile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Random;

/**
 * An origin that does everything wrong, at random but the same for the same request: each target ends with a number, and that
 * decides. What it means to say is always the {@link #body} of that number.
 */
final class ChaosOrigin {

    private static final String EVIL = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nEVIL";

    private ChaosOrigin() {}

    /** What is said of a request: its number, again and again; up to some 100 KB. */
    static String body(long number) {
        Random random = new Random(number);
        int size = random.nextInt(4) == 0 ? random.nextInt(100_000) : random.nextInt(2_000);
        String unit = number + ";";
        return unit.repeat(1 + size / unit.length());
    }

    /** Reads a request to its end and answers it somehow; says whether the connection goes on. */
    static boolean answer(String head, InputStream in, OutputStream out, Runnable reset) throws IOException {
        String target = head.split(" ", 3)[1];
        long number = Long.parseLong(target.substring(target.lastIndexOf('/') + 1));
        Random random = new Random(number * 31 + 7);
        int deed = random.nextInt(100);
        if (deed < 5) {
            // before the body is read
            if (deed < 2) {
                reset.run();
            } else if (deed < 4) {
                write(out, length("HTTP/1.1 413 Too Early\r\n", body(number)) + body(number));
            }
            return false;
        }
        String sent = readBody(head, in);
        if (!sent.isEmpty() && !sent.equals(body(number))) {
            write(out, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nCORRUPTED");
            return true;
        }
        return misbehave(deed, random, number, in, out, reset);
    }

    private static boolean misbehave(
            int deed, Random random, long number, InputStream in, OutputStream out, Runnable reset) throws IOException {
        String body = body(number);
        String whole = length("HTTP/1.1 200 OK\r\n", body) + body;
        String chunked = chunked(body, random);
        if (deed < 35) {
            write(out, deed < 20 ? whole : chunked);
            return true;
        } else if (deed < 45) {
            write(out, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + whole);
            return true;
        } else if (deed < 53) {
            dribble(out, deed < 49 ? whole : chunked, random);
            return true;
        } else if (deed < 58) {
            write(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + body);
            return false;
        } else if (deed < 68) {
            // What comes late enough nobody can tell from an answer: the surplus comes together with the end.
            String good = deed < 63 ? whole : chunked;
            int end = Math.max(0, good.length() - 1_000);
            write(out, good.substring(0, end));
            write(out, good.substring(end) + (deed % 2 == 0 ? EVIL : "x"));
            return true;
        } else if (deed < 80) {
            String cut = deed < 74 ? whole : chunked;
            write(out, cut.substring(0, random.nextInt(cut.length())));
            if (deed % 2 == 0) {
                reset.run();
            }
            return false;
        } else if (deed < 84) {
            write(out, "HTTP/1.1 200 OK\r\nContent-Length: 5, 6\r\n\r\n" + body);
            return true;
        } else if (deed < 88) {
            write(out, "SSH-2.0-x\r\n\r\n");
            return true;
        } else if (deed < 92) {
            reset.run();
            return false;
        } else if (deed < 97) {
            write(out, whole.substring(0, whole.length() / 2));
            pause(random.nextInt(300));
            write(out, whole.substring(whole.length() / 2));
            return true;
        }
        write(out, deed == 97 ? "" : whole.substring(0, whole.length() / 2));
        in.transferTo(OutputStream.nullOutputStream()); // says nothing until it is given up
        return false;
    }

    private static String length(String start, String body) {
        return start + "Content-Length: " + body.length() + "\r\n\r\n";
    }

    private static String chunked(String body, Random random) {
        StringBuilder text = new StringBuilder("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (int at = 0; at < body.length(); ) {
            int size = Math.min(body.length() - at, 1 + random.nextInt(3_000));
            text.append(Integer.toHexString(size).toUpperCase(Locale.ROOT)).append(";a=b\r\n");
            text.append(body, at, at + size).append("\r\n");
            at += size;
        }
        return text.append("0\r\nX-T: u\r\n\r\n").toString();
    }

    /** Single bytes at the beginning and the end, some more between. */
    private static void dribble(OutputStream out, String text, Random random) throws IOException {
        for (int at = 0; at < text.length(); ) {
            boolean slowly = at < 80 || at > text.length() - 20;
            int size = slowly ? 1 : Math.min(text.length() - at - 1, 1 + random.nextInt(8_000));
            size = Math.max(1, size);
            write(out, text.substring(at, at + size));
            at += size;
        }
    }

    /** The body of a request in either framing; what comes is the proxy's, and so sound. */
    private static String readBody(String head, InputStream in) throws IOException {
        String lower = head.toLowerCase(Locale.ROOT);
        int length = lower.indexOf("\r\ncontent-length: ");
        if (length >= 0) {
            return take(in, Integer.parseInt(lower.substring(length + 18, lower.indexOf('\r', length + 18))));
        }
        StringBuilder body = new StringBuilder();
        if (lower.contains("\r\ntransfer-encoding: chunked\r\n")) {
            for (int size = size(in); size > 0; size = size(in)) {
                body.append(take(in, size));
                take(in, 2);
            }
            take(in, 2);
        }
        return body.toString();
    }

    private static int size(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the request broke off");
            }
            line.append((char) c);
        }
        return Integer.parseInt(line.toString().strip(), 16);
    }

    private static String take(InputStream in, int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("the request broke off");
        }
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void pause(int millis) {
        try {
            Thread.sleep(millis); // a stall is what is played
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
