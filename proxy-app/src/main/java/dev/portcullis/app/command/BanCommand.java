package dev.portcullis.app.command;

import dev.portcullis.app.report.AddressInput;
import dev.portcullis.app.report.BanPage;
import dev.portcullis.app.report.DurationText;
import dev.portcullis.app.report.Printable;
import dev.portcullis.app.report.ReportJson;
import dev.portcullis.app.report.WhyText;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.ban.Ban;
import dev.portcullis.rules.ban.SupportCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Bans of the running program. */
@Command(
        name = "ban",
        description = "Shows, explains, makes and lifts bans of the running program.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            BanCommand.ListCommand.class,
            BanCommand.WhyCommand.class,
            BanCommand.AddCommand.class,
            BanCommand.RemoveCommand.class,
            BanImportCommand.class,
            BanExportCommand.class
        },
        footer = {
            "",
            "For instance:",
            "  portcullis ban list",
            "  portcullis ban why 192.0.2.7",
            "  portcullis ban remove 192.0.2.7"
        })
final class BanCommand implements Runnable {

    static final String BANS = "/api/v1/bans";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say which: list, why, add, remove, import or export");
    }

    /** Who is banned. */
    @Command(
            name = "list",
            description = "Lists the bans in force, the newest first.",
            footer = {
                "",
                "For instance:",
                "  portcullis ban list --limit 20",
                "  portcullis ban list -o json | jq .bans[].subject"
            })
    static final class ListCommand extends ListingCommand {

        @Option(names = "--limit", paramLabel = "N", description = "Only the newest so many. The default is all.")
        private int limit = Integer.MAX_VALUE;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        BanPage bans(AdminClient client) throws CommandFailure {
            if (limit < 1) {
                throw new ParameterException(spec.commandLine(), "--limit is a number from 1");
            }
            return BanPages.newest(client, limit);
        }

        @Override
        String words(BanPage page) {
            long older = page.total() - page.bans().size();
            return banText().list(page.bans()) + (older > 0 ? "... and " + older + " older ones\n" : "");
        }
    }

    /** Why an address is refused, or isn't. */
    @Command(
            name = "why",
            description = {
                "Explains a ban: the rule, the arithmetic, the requests that made it, when it ends, how to lift it.",
                "Of an address that is not banned: what stands against it by each rule.",
                "A refused visitor sees a code, which finds the ban as well."
            },
            footer = {"", "For instance:", "  portcullis ban why 192.0.2.7", "  portcullis ban why K7QM-3T9X"})
    static final class WhyCommand extends AskingCommand {

        @Parameters(
                paramLabel = "ADDRESS",
                converter = AskedConverter.class,
                description = "An address, a network or a code.")
        private String asked = "";

        @Override
        String ask(AdminClient client) throws CommandFailure {
            return client.get(BANS + "/why/" + asked);
        }

        @Override
        String words(String json) throws CommandFailure {
            WhyText screen = new WhyText(banText(), ProgramName.get(), program().options());
            return screen.of(ReportJson.readWhy(json));
        }
    }

    /** Bans an address. */
    @Command(
            name = "add",
            description = "Bans an address or a network, at once, on open connections too.",
            footer = {
                "",
                "For instance:",
                "  portcullis ban add 192.0.2.7 --for 1h --reason \"scrapes the shop\"",
                "  portcullis ban add 2001:db8::/48 --for 7d --reason \"same bot, many addresses\""
            })
    static final class AddCommand extends AskingCommand {

        @Parameters(
                paramLabel = "ADDRESS",
                converter = PrefixConverter.class,
                description = "An address, or a network such as 192.0.2.0/24.")
        private @Nullable IpPrefix address;

        @Option(
                names = "--for",
                required = true,
                paramLabel = "DURATION",
                converter = DurationConverter.class,
                description = "How long, such as 30m, 1h, 7d.")
        private String lasts = "";

        @Option(
                names = "--reason",
                required = true,
                paramLabel = "TEXT",
                description = "Why, for whoever finds the ban later.")
        private String reason = "";

        @Override
        String ask(AdminClient client) throws CommandFailure {
            return client.post(BANS, ReportJson.object(json -> {
                json.writeStringField("address", String.valueOf(address));
                json.writeStringField("for", lasts);
                json.writeStringField("reason", reason);
            }));
        }

        @Override
        String words(String json) {
            return ReportJson.readBans(json).stream().map(banText()::made).collect(Collectors.joining());
        }
    }

    /** Lifts a ban. */
    @Command(
            name = "remove",
            description = {
                "Lifts the bans of an address or network, and forgets what was counted for it.",
                "With --rule: all bans that a rule made."
            },
            footer = {"", "For instance:", "  portcullis ban remove 192.0.2.7", "  portcullis ban remove --rule scanner"
            })
    static final class RemoveCommand extends AskingCommand {

        @ArgGroup(multiplicity = "1")
        private Which which = new Which();

        /** Whose bans, or which. */
        private static final class Which {

            @Parameters(paramLabel = "ADDRESS", converter = PrefixConverter.class, description = "Who was banned.")
            private @Nullable IpPrefix address;

            @Option(names = "--rule", paramLabel = "NAME", description = "All that this rule has banned.")
            private @Nullable String rule;
        }

        @Override
        String ask(AdminClient client) throws CommandFailure {
            return which.rule == null
                    ? client.delete(BANS + "/" + which.address)
                    : client.delete(BANS + "?rule=" + URLEncoder.encode(which.rule, StandardCharsets.UTF_8));
        }

        @Override
        String words(String json) {
            return ReportJson.readBans(json).stream()
                    .map(Ban::subject)
                    .distinct()
                    .map(subject -> subject + " is banned no longer\n")
                    .collect(Collectors.joining());
        }
    }

    /** Reads an address or a network. */
    static final class PrefixConverter implements ITypeConverter<IpPrefix> {
        @Override
        public IpPrefix convert(String text) {
            try {
                return AddressInput.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }

    /** Reads an address or a network, or a support code. */
    static final class AskedConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            boolean address = text.indexOf('.') >= 0 || text.indexOf(':') >= 0;
            try {
                return address ? AddressInput.parse(text).toString() : SupportCode.parse(text);
            } catch (IllegalArgumentException e) {
                String none = "\"" + Printable.of(text) + "\" is neither an address nor a code: " + e.getMessage();
                throw new TypeConversionException(address ? e.getMessage() : none);
            }
        }
    }

    /** Takes a duration as it is, if it is one. */
    static final class DurationConverter implements ITypeConverter<String> {
        @Override
        public String convert(String text) {
            try {
                DurationText.parse(text);
                return text;
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(e.getMessage());
            }
        }
    }
}
