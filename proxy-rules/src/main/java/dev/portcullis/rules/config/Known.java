package dev.portcullis.rules.config;

import dev.portcullis.rules.crawler.Crawler;
import dev.portcullis.rules.rule.Signals;
import java.util.List;

/**
 * What conditions may ask for, as the rest of the file has it.
 *
 * @param countries whether the file names a database of countries
 * @param originSignal whether the origin is heard
 * @param crawlers the names of the crawlers there are
 */
record Known(boolean countries, boolean originSignal, List<String> crawlers) {

    static Known of(Section root, Signals signals) {
        return new Known(
                root.has(SignalsReader.COUNTRIES),
                !signals.originField().isEmpty(),
                signals.crawlers().crawlers().stream().map(Crawler::name).toList());
    }
}
