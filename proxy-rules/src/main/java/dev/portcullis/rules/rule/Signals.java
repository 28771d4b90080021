package dev.portcullis.rules.rule;

import dev.portcullis.rules.country.Countries;
import dev.portcullis.rules.crawler.CrawlerSettings;
import dev.portcullis.rules.session.SessionSettings;

/**
 * What rules can know of a request besides what it says itself.
 *
 * @param sessions which cookies are sessions
 * @param logins what a failed login looks like
 * @param originField the name, in lower case, of the response field in which the origin says something of a request; empty for none
 * @param countries where clients are; {@link Countries#NONE} when there is no database
 * @param crawlers which crawlers there are and how they are verified
 */
public record Signals(
        SessionSettings sessions, Logins logins, String originField, Countries countries, CrawlerSettings crawlers) {

    /** The field that is heard unless the configuration says otherwise. */
    public static final String FIELD = "portcullis-signal";

    /** What holds unless the configuration says otherwise. */
    public static final Signals DEFAULT =
            new Signals(SessionSettings.DEFAULT, Logins.DEFAULT, FIELD, Countries.NONE, CrawlerSettings.DEFAULT);
}
