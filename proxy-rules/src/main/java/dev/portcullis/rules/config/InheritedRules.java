package dev.portcullis.rules.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import org.jspecify.annotations.Nullable;

/**
 * Puts under each rule that a site changes the common rule of the same name: what the site doesn't say of it is as it is there.
 *
 * <p>What is inherited so counts as written by nobody, as the default rules do: the file says it elsewhere, of another rule.
 */
final class InheritedRules {

    private static final ConfigOrigin NOBODY = ConfigOriginFactory.newSimple(DefaultRules.SOURCE);

    private InheritedRules() {}

    /** The configuration with the common rules under those of sites, before substitutions: {@code where.path += ...} works. */
    static Config under(Config user) {
        ConfigObject root = user.resolve().root();
        ConfigObject rules = object(root.get("rules"));
        ConfigObject sites = object(root.get(SiteSections.KEY));
        ConfigObject inherited = empty();
        for (String site : sites.keySet()) {
            ConfigObject own = object(object(sites.get(site)).get("rules"));
            ConfigObject bases = empty();
            for (String name : own.keySet()) {
                ConfigObject base = base(name, rules.get(name));
                bases = base == null ? bases : bases.withValue(name, writtenByNobody(base));
            }
            if (!bases.isEmpty()) {
                inherited = inherited.withValue(site, empty().withValue("rules", bases));
            }
        }
        return inherited.isEmpty() ? user : user.withFallback(empty().withValue(SiteSections.KEY, inherited));
    }

    /** The common rule; if the file turns it off, the default one, so that a site can turn that on. */
    private static @Nullable ConfigObject base(String name, @Nullable ConfigValue common) {
        if (common instanceof ConfigObject rule) {
            return rule;
        }
        return common == null ? null : DefaultRules.find(name);
    }

    private static ConfigValue writtenByNobody(ConfigValue value) {
        if (value instanceof ConfigObject object) {
            ConfigObject copy = empty();
            for (String key : object.keySet()) {
                copy = copy.withValue(key, writtenByNobody(object.get(key)));
            }
            return copy;
        }
        if (value instanceof ConfigList list) {
            return ConfigValueFactory.fromIterable(
                            list.stream().map(InheritedRules::writtenByNobody).toList())
                    .withOrigin(NOBODY);
        }
        return value.withOrigin(NOBODY);
    }

    private static ConfigObject object(@Nullable ConfigValue value) {
        return value instanceof ConfigObject object ? object : empty();
    }

    private static ConfigObject empty() {
        return ConfigFactory.empty(DefaultRules.SOURCE).root();
    }
}
