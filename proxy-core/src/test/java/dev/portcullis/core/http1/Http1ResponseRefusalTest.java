package dev.portcullis.core.http1;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is no response comes to 502, at the byte that breaks it. */
class Http1ResponseRefusalTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                // the status line
                "<",
                "HTPP",
                " ",
                "\r",
                "\n",
                "lorem",
                "HTTP/2",
                "HTTP/1.2 ",
                "HTTP/1.1 000 x\r",
                "HTTP/1.1 99 ",
                "HTTP/1.1 1000",
                "HTTP/1.1 600 x\r",
                "HTTP/1.1 abc ",
                "HTTP/1.1 -200",
                "HTTP/1.1  ",
                "HTTP/1.1\r",
                "HTTP/1.1 20\r",
                "HTTP/1.1 200\n",
                "HTTP/1.1 200 O\u0001",
                "HTTP/1.1 200 OK\n",
                // fields
                OK + " ",
                OK + "X-A ",
                OK + "XA\r",
                OK + "X\u0001",
                OK + "X-A: b\0",
                OK + "X-A: b\rS",
                OK + "X-A: b\r\n ",
                OK + "X-A: b\n",
                // framing
                OK + "Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
                OK + "Content-Length: 5, 5\r\n\r\n",
                OK + "Content-Length: -5\r\n\r\n",
                OK + "Content-Length: 5x\r\n\r\n",
                OK + "Content-Length: \r\n\r\n",
                OK + "Content-Length: 18446744073709551621\r\n\r\n",
                OK + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
                OK + "Transfer-Encoding: gzip, chunked\r\n\r\n",
                OK + "Transfer-Encoding: foo\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nContent-Length: x\r\n\r\n",
            })
    void refusesAHead(String text) {
        assertRefusedAtLastByte(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"zz", "5\n", "5\r\nhelloX", "5\r\nhello\n", "5\r\nhello\r\nz", "0\r\nX\r"})
    void refusesAChunkedBody(String text) {
        assertRefusedAtLastByte(OK + "Transfer-Encoding: chunked\r\n\r\n" + text);
    }

    private static void assertRefusedAtLastByte(String text) {
        byte[] bytes = Decoding.bytes(text);
        try (Decoding single = Decoding.response("GET");
                Decoding whole = Decoding.response("GET")) {
            single.receivePieces(bytes, 1).receive("\r\n\r\n" + OK);
            whole.receive(text + "\r\n\r\n" + OK);
            assertThat(single.events).as("byte by byte").last().isEqualTo("malformed 502");
            assertThat(whole.events).as("whole, with more behind").isEqualTo(single.events);
            assertThat(single.events).filteredOn("malformed 502"::equals).hasSize(1);
        }
    }
}
