package dev.portcullis.app.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 as its common clients speak it, without TLS, before Apache. */
@Timeout(120)
class Http2IT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @RegisterExtension
    static final ApachePhp APACHE = ApachePhp.plain();

    private final int port = FreePort.find();

    @RegisterExtension
    final PortcullisProcess portcullis = new PortcullisProcess(
            () -> "origin = \"" + APACHE.origin() + "\"\nlisten += \"h2c://127.0.0.1:" + port + "\"\n");

    @TempDir
    Path directory;

    @Test
    void servesCurlAndLogsTheVersion() {
        Program.Finished curl = curl("-o", "/dev/null", "-w", "%{http_version} %{http_code}", "/index.php");
        assertThat(curl.text()).isEqualTo("2 200");
        Await.until(SOON, () -> portcullis.accessLog().toString(), () -> portcullis.accessLog().stream()
                .anyMatch(line -> line.contains("\"GET /index.php HTTP/2.0\" 200")));
    }

    @Test
    void passesAnUploadOfFiftyMebibytesOnWhole() throws IOException {
        Path file = directory.resolve("upload");
        byte[] block = new byte[1 << 20];
        for (int i = 0; i < block.length; i++) {
            block[i] = (byte) (i * 31);
        }
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < 50; i++) {
                out.write(block);
            }
        }
        assertThat(curl("-T", file.toString(), "/upload.php").text()).contains("\"size\":" + (50 << 20));
    }

    @Test
    void givesASlowReaderAWholeDownload() {
        Program.Finished curl =
                curl("--limit-rate", "8M", "-o", "/dev/null", "-w", "%{size_download}", "/download.php?mib=16");
        assertThat(curl.text()).isEqualTo(Integer.toString(16 << 20));
    }

    @Test
    void servesManyStreamsOfNghttp() {
        String url = "http://127.0.0.1:" + port + "/index.php";
        Program.Finished nghttp =
                Program.run(SOON, List.of(Program.find("nghttp", "nghttp2-client"), "-nv", "-m", "50", url));
        assertThat(nghttp.code()).isZero();
        assertThat(nghttp.text().split(":status: 200", -1)).hasSize(51);
    }

    @Test
    void servesH2loadWithoutAFailure() {
        Program.Finished h2load = Program.run(
                SOON,
                List.of(
                        Program.find("h2load", "nghttp2-client"),
                        "-n",
                        "1000",
                        "-c",
                        "2",
                        "-m",
                        "5",
                        "http://127.0.0.1:" + port + "/index.php"));
        assertThat(h2load.text()).contains("1000 succeeded, 0 failed, 0 errored, 0 timeout");
    }

    @Test
    void letsRequestsUnderWayFinishWhenItStops() throws InterruptedException {
        Program curl = Program.start(List.of(
                Program.find("curl", "curl"),
                "-sS",
                "--http2-prior-knowledge",
                "--limit-rate",
                "4M",
                "-o",
                "/dev/null",
                "-w",
                "%{size_download}",
                "http://127.0.0.1:" + port + "/download.php?mib=8"));
        try (curl) {
            Await.until(
                    SOON,
                    () -> "a request under way",
                    () -> portcullis.metric("portcullis_admission_in_flight") > 0 || !curl.isRunning());
            portcullis.program().terminate();
            assertThat(curl.awaitExit(SOON)).isZero();
            assertThat(curl.text()).isEqualTo(Integer.toString(8 << 20));
        }
    }

    private Program.Finished curl(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Program.find("curl", "curl"), "-sS", "--http2-prior-knowledge", "-H", "User-Agent: Mozilla/5.0 (IT)"));
        command.addAll(List.of(arguments).subList(0, arguments.length - 1));
        command.add("http://127.0.0.1:" + port + arguments[arguments.length - 1]);
        return Program.run(SOON, command);
    }
}
