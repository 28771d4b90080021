package dev.portcullis.core.exchange;

import dev.portcullis.core.observe.ExchangeListener;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.core.site.Admissions;
import dev.portcullis.rules.api.Clients;
import dev.portcullis.rules.api.Policy;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;

/**
 * What every exchange needs, the same on all event loops. Another one takes its place when the program is given a new
 * configuration; an exchange keeps to the one that it began with.
 *
 * @param settings what is configured
 * @param policy decides about requests
 * @param clients says whom they are charged to
 * @param admissions say when a request may go to its origin
 * @param listener hears of each exchange that is over; never throws
 * @param ticker monotonic time
 * @param clock calendar time
 * @param challenges of certificate authorities
 */
public record Services(
        ProxySettings settings,
        Policy policy,
        Clients clients,
        Admissions admissions,
        ExchangeListener listener,
        Ticker ticker,
        WallClock clock,
        Challenges challenges) {}
