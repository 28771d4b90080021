package dev.portcullis.rules.engine;

import dev.portcullis.rules.api.Facts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules by site: a request costs no more however many other sites have rules.
 *
 * @param common the rules for all sites, or for all but some
 * @param ofSites the rules for one site only, by its name
 */
record RuleSets(RuleSet common, Map<String, RuleSet> ofSites) {

    /** The rules that only the request's site has; null when it has none. */
    @Nullable
    RuleSet of(Facts request) {
        return ofSites.isEmpty() ? null : ofSites.get(request.site());
    }
}
