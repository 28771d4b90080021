package dev.portcullis.app.demo;

import dev.portcullis.app.admin.Operator;
import dev.portcullis.app.report.AddressInput;
import dev.portcullis.app.report.RuleText;
import dev.portcullis.app.report.WhyReport;
import dev.portcullis.app.run.Time;
import dev.portcullis.rules.api.IpPrefix;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A bot that looks for holes in the site, and a visitor who browses it meanwhile; both are told of as it happens. The bot asks
 * for at most 132 pages, some six a second, and gives up when it is refused three times.
 */
final class Attack {

    static final IpPrefix BOT = AddressInput.parse("127.0.0.66");
    private static final IpPrefix VISITOR = AddressInput.parse("127.0.0.10");
    private static final String BROWSER = "Mozilla/5.0 (demo)";
    private static final Duration BOT_PAUSE = Duration.ofMillis(150);
    private static final Duration VISITOR_PAUSE = Duration.ofMillis(600);
    private static final int TOLD_EVERY = 5;
    private static final int GIVES_UP_AFTER = 3;
    private static final String[] PLACES = {
        "admin", "backup", "old", "test", "dev", "tmp", "db", "sql", "phpmyadmin", "config", "cms"
    };
    private static final String[] FINDS = {
        "index.php", "dump.sql", "setup.php", "install.php", "shell.php", "info.php",
        "upload.php", "console.php", "config.bak", "users.csv", "debug.log", "id_rsa"
    };

    private final InetSocketAddress target;
    private final Operator operator;
    private final Time time;
    private final PrintWriter out;
    private final long began;
    private volatile boolean over;

    /**
     * An attack on what listens at {@code target}.
     *
     * @param operator says how the bot stands
     */
    Attack(InetSocketAddress target, Operator operator, Time time, PrintWriter out) {
        this.target = target;
        this.operator = operator;
        this.time = time;
        this.out = out;
        this.began = time.ticker().nanos();
    }

    /** Whether the bot was banned and every page of the visitor's came. Throws IOException when the addresses can't be had. */
    boolean run() throws IOException, InterruptedException {
        ExecutorService visitor = Executors.newSingleThreadExecutor();
        try {
            Future<Boolean> content = visitor.submit((Callable<Boolean>) this::visit);
            boolean banned;
            try {
                banned = scan();
            } finally {
                over = true;
            }
            return content.get(20, TimeUnit.SECONDS) && banned;
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the visitor got no answer: " + e.getMessage(), e);
        } finally {
            visitor.shutdownNow();
        }
    }

    /** The bot's part: whether it was banned. */
    private boolean scan() throws IOException, InterruptedException {
        LoopbackClient bot = client(BOT, "masscan-demo/1.0");
        int asked = 0;
        int refused = 0;
        for (String path : paths()) {
            int status = bot.get(path).status();
            asked++;
            if (status == 403) {
                refused++;
                say("bot      " + BOT + "  GET " + path + "  403: banned");
            } else if (asked % TOLD_EVERY == 0) {
                say("bot      " + BOT + "  " + asked + " requests; " + nearest());
            }
            if (refused == GIVES_UP_AFTER) {
                return true;
            }
            TimeUnit.MILLISECONDS.sleep(BOT_PAUSE.toMillis());
        }
        return false;
    }

    /** The visitor's part: whether every page came. */
    private boolean visit() throws IOException, InterruptedException {
        LoopbackClient visitor = client(VISITOR, BROWSER);
        List<String> pages = List.of("/", "/news", "/about");
        boolean content = true;
        boolean last;
        int count = 0;
        do {
            last = over; // read first, so that one page is asked for after the bot is gone
            String page = pages.get(count++ % pages.size());
            LoopbackClient.Answer answer = visitor.get(page);
            content &= answer.status() == 200;
            say(String.format(
                    Locale.ROOT,
                    "visitor  %s  GET %-8s %d in %d ms",
                    VISITOR,
                    page,
                    answer.status(),
                    answer.time().toMillis()));
            TimeUnit.MILLISECONDS.sleep(VISITOR_PAUSE.toMillis());
        } while (!last);
        return content;
    }

    /** How the bot stands with the rule whose limit it has come nearest to. */
    private String nearest() {
        String nearest = "no rule counts them";
        double most = -1;
        for (WhyReport.Standing rule : operator.why(BOT).rules()) {
            WhyReport.Progress progress = rule.progress();
            if (progress != null && progress.share() > most) {
                most = progress.share();
                nearest = "rule " + rule.rule() + " counts " + RuleText.amount(progress.count(), progress.counted())
                        + ", allows " + RuleText.amount(progress.count(), progress.limit());
            }
        }
        return nearest;
    }

    private LoopbackClient client(IpPrefix source, String userAgent) {
        return new LoopbackClient(source.address(), target, userAgent, time.ticker());
    }

    private static List<String> paths() {
        List<String> paths = new ArrayList<>();
        for (String place : PLACES) {
            for (String find : FINDS) {
                paths.add("/" + place + "/" + find);
            }
        }
        return paths;
    }

    private void say(String line) {
        double seconds = (time.ticker().nanos() - began) / 1e9;
        out.println(String.format(Locale.ROOT, "%5.1f s  ", seconds) + line);
    }
}
