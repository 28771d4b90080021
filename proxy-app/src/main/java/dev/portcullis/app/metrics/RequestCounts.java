package dev.portcullis.app.metrics;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/** The requests of one site, by method and status. Takes room only for methods and statuses that occur. Safe between threads. */
final class RequestCounts {

    private static final List<String> METHODS =
            List.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "_other");
    private static final int OTHER_METHOD = METHODS.size() - 1;
    private static final int CODES = 600; // below 100, which no status is: none

    private final AtomicReferenceArray<AtomicReferenceArray<LongAdder>> methods =
            new AtomicReferenceArray<>(METHODS.size());

    void count(String method, int status) {
        int index = methodIndex(method);
        AtomicReferenceArray<LongAdder> codes = methods.get(index);
        if (codes == null) {
            methods.compareAndSet(index, null, new AtomicReferenceArray<>(CODES));
            codes = methods.get(index);
        }
        int code = status < 100 || status >= CODES ? 0 : status;
        LongAdder count = codes.get(code);
        if (count == null) {
            codes.compareAndSet(code, null, new LongAdder());
            count = codes.get(code);
        }
        count.increment();
    }

    /** Whether anything was counted. */
    boolean any() {
        for (int method = 0; method < methods.length(); method++) {
            if (methods.get(method) != null) {
                return true;
            }
        }
        return false;
    }

    /** The counts that are not zero. */
    void forEach(ExchangeMetrics.LabelledCount receiver) {
        for (int method = 0; method < methods.length(); method++) {
            AtomicReferenceArray<LongAdder> codes = methods.get(method);
            for (int code = 0; codes != null && code < CODES; code++) {
                LongAdder count = codes.get(code);
                if (count != null) {
                    receiver.accept(METHODS.get(method), code == 0 ? "none" : Integer.toString(code), count.sum());
                }
            }
        }
    }

    private static int methodIndex(String method) {
        return switch (method) {
            case "GET" -> 0;
            case "HEAD" -> 1;
            case "POST" -> 2;
            case "PUT" -> 3;
            case "DELETE" -> 4;
            case "CONNECT" -> 5;
            case "OPTIONS" -> 6;
            case "TRACE" -> 7;
            case "PATCH" -> 8;
            default -> OTHER_METHOD;
        };
    }
}
