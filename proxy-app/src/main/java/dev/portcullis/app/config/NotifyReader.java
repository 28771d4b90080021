package dev.portcullis.app.config;

import static dev.portcullis.rules.config.Kinds.quoted;

import dev.portcullis.app.notify.Destination;
import dev.portcullis.app.notify.NotifySettings;
import dev.portcullis.app.notify.Pace;
import dev.portcullis.app.notify.TargetSettings;
import dev.portcullis.app.notify.Topic;
import dev.portcullis.rules.config.BadValue;
import dev.portcullis.rules.config.Kind;
import dev.portcullis.rules.config.Kinds;
import dev.portcullis.rules.config.Section;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code notify}: who is told what happens. */
final class NotifyReader {

    private static final String KEY = "notify";
    private static final int MAX_TARGETS = 20;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,39}");
    private static final Pattern MACHINE = Pattern.compile("[!-~]([ -~]{0,58}[!-~])?");
    private static final Pattern TIME = Pattern.compile("([01]?[0-9]|2[0-3]):[0-5][0-9]");

    private static final Kind<Topic> TOPIC = Kinds.words(Topic.class);
    private static final Kind<DestinationReader.TargetKind> KIND = Kinds.words(DestinationReader.TargetKind.class);
    private static final Kind<String> MACHINE_NAME =
            Options.autoOr("", Kind.of("1 to 60 letters and signs of ASCII such as www1", text -> {
                if (!MACHINE.matcher(text).matches()) {
                    throw new BadValue(quoted(text) + " is no such name");
                }
                return text;
            }));
    private static final Kind<String> HEARTBEAT =
            Options.offOr("", Kind.of("a time of the day such as \"09:00\"", NotifyReader::time));

    private NotifyReader() {}

    static NotifySettings read(Section root) {
        Section section = root.section(KEY);
        NotifySettings defaults = NotifySettings.NONE;
        Common common = new Common(pace(section, Pace.DEFAULT), heartbeat(section, null));
        String machine = section.get("machine", MACHINE_NAME, defaults.machine());
        Duration busyAfter =
                section.get("busy-after", Kinds.durations(Duration.ofSeconds(1), DAY), defaults.busyAfter());
        int surge = section.get("surge", Kinds.integers(1, 1_000_000), defaults.surge());
        return new NotifySettings(machine, busyAfter, surge, targets(section.section("targets"), common));
    }

    /** What holds for a target that does not say otherwise. */
    private record Common(Pace pace, @Nullable LocalTime heartbeat) {}

    private static List<TargetSettings> targets(Section section, Common common) {
        List<TargetSettings> targets = new ArrayList<>();
        List<String> names = section.keys();
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                section.error(name, "is no name for a target", "letters, digits, - and _, at most 40");
            }
            TargetSettings target = target(name, section.section(name), common);
            if (target != null) {
                targets.add(target);
            }
        }
        if (names.size() > MAX_TARGETS) {
            section.error(
                    names.get(MAX_TARGETS),
                    "is one of " + names.size() + " targets, which are too many",
                    "at most " + MAX_TARGETS);
        }
        return targets;
    }

    private static @Nullable TargetSettings target(String name, Section section, Common common) {
        DestinationReader.TargetKind kind = section.need("kind", KIND);
        Pace pace = pace(section, common.pace());
        LocalTime heartbeat = heartbeat(section, common.heartbeat());
        Set<Topic> topics = topics(section);
        Destination destination = DestinationReader.read(section, kind);
        return destination == null ? null : new TargetSettings(name, destination, topics, pace, heartbeat);
    }

    private static Set<Topic> topics(Section section) {
        List<Topic> topics = new ArrayList<>();
        section.items("events", TOPIC).forEach(item -> topics.add(item.value()));
        return !section.has("events")
                ? Topic.USUAL
                : topics.isEmpty() ? EnumSet.noneOf(Topic.class) : EnumSet.copyOf(topics);
    }

    private static Pace pace(Section section, Pace fallback) {
        return new Pace(
                section.get("collect", Kinds.durations(Duration.ZERO, DAY), fallback.collect()),
                section.get("pause", Kinds.durations(Duration.ofSeconds(1), DAY), fallback.pause()));
    }

    private static @Nullable LocalTime heartbeat(Section section, @Nullable LocalTime fallback) {
        String said = section.find("heartbeat", HEARTBEAT);
        if (said == null) {
            return fallback;
        }
        return said.isEmpty() ? null : LocalTime.parse(said.length() == 4 ? "0" + said : said);
    }

    private static String time(String text) throws BadValue {
        if (!TIME.matcher(text).matches()) {
            throw new BadValue(quoted(text) + " is no time of the day");
        }
        return text;
    }
}
