package dev.portcullis.core.exchange;

import dev.portcullis.core.forward.RequestForwarding;
import dev.portcullis.core.observe.ExchangeListener;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.rules.api.Clients;
import dev.portcullis.rules.api.Policy;
import dev.portcullis.rules.time.Ticker;
import dev.portcullis.rules.time.WallClock;

/**
 * What every exchange needs, the same on all event loops.
 *
 * @param settings what is configured
 * @param policy decides about requests
 * @param clients says whom they are charged to
 * @param listener hears of each exchange that is over; never throws
 * @param ticker monotonic time
 * @param clock calendar time
 * @param forwarding rewrites requests for the origin
 */
public record Services(
        ProxySettings settings,
        Policy policy,
        Clients clients,
        ExchangeListener listener,
        Ticker ticker,
        WallClock clock,
        RequestForwarding forwarding) {}
