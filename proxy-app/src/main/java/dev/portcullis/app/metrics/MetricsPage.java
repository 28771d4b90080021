package dev.portcullis.app.metrics;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.Collector;
import io.prometheus.client.Collector.MetricFamilySamples.Sample;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The page that Prometheus reads: every number the program has of itself. {@code docs/metrics.md} lists them all. No label ever
 * holds a client's address or a user agent, and none has more values than the configuration, or a small fixed number, allows.
 *
 * <p>The one class that knows the metrics library, whose Prometheus module of this kind ("simpleclient") is deprecated by
 * those who make it: to replace it, replace this class. The numbers of the process are the library's; Portcullis' own are
 * read from where they are counted when the page is asked for. The classes named {@code ...Families} say which these are.
 */
@SuppressWarnings("deprecation")
public final class MetricsPage implements AutoCloseable {

    /** The media type of {@link #text}: Prometheus' text format. */
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    /**
     * Numbers of the library that are left out: a name that the rules for names in Prometheus forbid, what stands on the page in its
     * usual form ({@link ProcessFamilies}), and what only some of Java's collectors tell.
     */
    private static final List<String> LEFT_OUT =
            List.of("system.cpu.count", "process.cpu.time", "jvm.gc.concurrent.phase.time");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics collections = new JvmGcMetrics();
    private final List<Family> families = new CopyOnWriteArrayList<>();

    /** A page with the numbers of the process. */
    public MetricsPage(String version) {
        LEFT_OUT.forEach(name -> registry.config().meterFilter(MeterFilter.denyNameStartsWith(name)));
        List<MeterBinder> process = List.of(
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                collections,
                new ProcessorMetrics(),
                new FileDescriptorMetrics(),
                new UptimeMetrics());
        process.forEach(binder -> binder.bindTo(registry));
        registry.getPrometheusRegistry().register(new Collector() {
            @Override
            public List<MetricFamilySamples> collect() {
                return families.stream().map(Family::samples).toList();
            }
        });
        new ProcessFamilies(this).add(version);
    }

    /** The page as it is now. */
    public String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        collections.close();
        registry.close();
    }

    void gauge(String name, String help, DoubleSupplier value) {
        family(Kind.GAUGE, name, help, out -> out.add("", List.of(), List.of(), value.getAsDouble()));
    }

    void counter(String name, String help, LongSupplier value) {
        family(Kind.COUNTER, name, help, out -> out.add("_total", List.of(), List.of(), value.getAsLong()));
    }

    /** Adds numbers that share a name and an explanation; {@code source} reads them when the page is asked for. */
    void family(Kind kind, String name, String help, Consumer<Samples> source) {
        families.add(new Family(kind, name, help, source));
    }

    /** Numbers that share a name and an explanation; {@code source} reads them when the page is asked for. */
    private record Family(Kind kind, String name, String help, Consumer<Samples> source) {

        Collector.MetricFamilySamples samples() {
            List<Sample> samples = new ArrayList<>();
            String stem = kind == Kind.COUNTER ? name.substring(0, name.length() - "_total".length()) : name;
            source.accept((suffix, labels, values, value) ->
                    samples.add(new Sample(stem + suffix, labels, values, value.doubleValue())));
            return new Collector.MetricFamilySamples(stem, Collector.Type.valueOf(kind.name()), help, samples);
        }
    }

    /** A bound of a histogram, as the text format writes it; without an exponent, so that people can read it. */
    static String bound(double le) {
        return le < 1e-3 ? BigDecimal.valueOf(le).stripTrailingZeros().toPlainString() : Collector.doubleToGoString(le);
    }

    /** What a number means; the names are those of the library. */
    enum Kind {
        GAUGE,
        COUNTER,
        HISTOGRAM
    }

    /** Takes the numbers of a family. */
    interface Samples {

        void add(String suffix, List<String> labels, List<String> values, Number value);

        /** Adds a histogram whose labels, all but {@code le}, are these. */
        default void add(List<String> labels, List<String> values, DurationHistogram histogram) {
            List<String> labelsOfBuckets = with(labels, "le");
            long[] counts = histogram.cumulative();
            for (int i = 0; i < counts.length; i++) {
                add("_bucket", labelsOfBuckets, with(values, bound(histogram.bound(i))), counts[i]);
            }
            add("_count", labels, values, counts[counts.length - 1]);
            add("_sum", labels, values, histogram.sumSeconds());
        }

        private static List<String> with(List<String> some, String more) {
            List<String> all = new ArrayList<>(some);
            all.add(more);
            return all;
        }
    }
}
