package dev.portcullis.app.metrics;

import com.sun.management.OperatingSystemMXBean;
import io.netty.util.internal.PlatformDependent;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the metrics page says of the process beyond what the library does, under the names that Prometheus' own libraries have for it
 * where they have one.
 */
final class ProcessFamilies {

    private static final Path STATM = Path.of("/proc/self/statm");
    private static final int PAGE = 4096;

    private final MetricsPage page;

    ProcessFamilies(MetricsPage page) {
        this.page = page;
    }

    void add(String version) {
        List<String> labels = List.of("version", "java");
        List<String> values = List.of(version, Runtime.version().toString());
        page.family(
                MetricsPage.Kind.GAUGE,
                "portcullis_build_info",
                "Always 1; says the versions of Portcullis and of Java",
                out -> out.add("", labels, values, 1));
        page.family(
                MetricsPage.Kind.COUNTER,
                "process_cpu_seconds_total",
                "Processor time that the process has used, in seconds",
                out -> out.add("_total", List.of(), List.of(), cpuSeconds()));
        page.gauge(
                "process_resident_memory_bytes",
                "Memory that the process has in use, all kinds together; 0 where the system does not tell",
                ProcessFamilies::residentBytes);
        page.gauge(
                "portcullis_netty_direct_memory_bytes",
                "Memory outside the heap that Netty holds for its buffers",
                () -> Math.max(0, PlatformDependent.usedDirectMemory()));
        page.gauge(
                "portcullis_netty_direct_memory_limit_bytes",
                "The most that Netty may hold there: past it, connections fail",
                PlatformDependent::maxDirectMemory);
    }

    private static double cpuSeconds() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
                ? system.getProcessCpuTime() / 1e9
                : 0;
    }

    /** The second number of the file (proc(5)), in pages of the size that Linux has on x86-64 and nearly all of arm64. */
    private static double residentBytes() {
        try {
            String[] pages = Files.readString(STATM, StandardCharsets.US_ASCII).split(" ", 3);
            return (double) Long.parseLong(pages[1]) * PAGE;
        } catch (IOException elsewhere) {
            return 0;
        }
    }
}
