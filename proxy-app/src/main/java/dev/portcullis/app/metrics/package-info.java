/** Metrics: what is counted of each exchange, and the page that Prometheus reads. The only place that knows a metrics library. */
@NullMarked
package dev.portcullis.app.metrics;

import org.jspecify.annotations.NullMarked;
