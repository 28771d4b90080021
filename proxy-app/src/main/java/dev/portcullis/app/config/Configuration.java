package dev.portcullis.app.config;

import dev.portcullis.app.accesslog.LogFormat;
import dev.portcullis.app.acme.AcmeSettings;
import dev.portcullis.app.admission.SiteAdmissions;
import dev.portcullis.app.metrics.RouteSettings;
import dev.portcullis.app.notify.NotifySettings;
import dev.portcullis.core.settings.ProxySettings;
import dev.portcullis.rules.rule.PolicySettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * All that the program is configured with, checked.
 *
 * @param proxy the data path
 * @param policy who is let through
 * @param admission when those may go to the origins
 * @param admin the administrator's listener
 * @param accessLog where requests are logged
 * @param state where bans are kept
 * @param acme certificates that the program gets by itself; null for none
 * @param reporting what else the program tells of itself
 */
public record Configuration(
        ProxySettings proxy,
        PolicySettings policy,
        SiteAdmissions admission,
        AdminSettings admin,
        AccessLogSettings accessLog,
        StateSettings state,
        @Nullable AcmeSettings acme,
        Reporting reporting) {

    /** A configuration by which nothing is kept. */
    public Configuration(
            ProxySettings proxy,
            PolicySettings policy,
            SiteAdmissions admission,
            AdminSettings admin,
            AccessLogSettings accessLog) {
        this(proxy, policy, admission, admin, accessLog, StateSettings.OFF, null, Reporting.DEFAULT);
    }

    /**
     * The administrator's listener: metrics, health, bans.
     *
     * @param listen where it listens
     * @param token what who changes anything must know, or asks for anything, if not only this machine can; null to make one at each
     *     start, on a loopback address only
     */
    public record AdminSettings(
            InetSocketAddress listen, @Nullable String token) {

        /** The shortest token that is one. */
        public static final int LEAST_TOKEN = 20;

        /** A listener with a token that is made at the start. */
        public AdminSettings(InetSocketAddress listen) {
            this(listen, null);
        }

        /** Whether only this machine reaches it. */
        public boolean isLocal() {
            return listen.getAddress().isLoopbackAddress();
        }

        @Override
        public String toString() {
            return "AdminSettings[listen=" + listen + ", token " + (token == null ? "made" : "given") + "]";
        }
    }

    /**
     * What the program tells of itself besides the access log.
     *
     * @param notifications who is told what happens
     * @param routes which paths are measured together
     * @param banLog the file that tells programs of bans, {@code -} for standard output; null for none
     */
    public record Reporting(
            NotifySettings notifications,
            RouteSettings routes,
            @Nullable String banLog) {

        /** Nobody is told, and no route is named. */
        public static final Reporting DEFAULT = new Reporting(NotifySettings.NONE, RouteSettings.NONE, null);
    }

    /**
     * Where requests are logged.
     *
     * @param file a path, {@code -} for standard output; null for no log
     * @param format of its lines
     */
    public record AccessLogSettings(@Nullable String file, LogFormat format) {

        /** In the combined format. */
        public AccessLogSettings(@Nullable String file) {
            this(file, LogFormat.COMBINED);
        }
    }

    /**
     * Where what is to outlive the process is kept.
     *
     * @param directory null when nothing is kept
     * @param chosen whether it is another than the default one, which is used only if it is there
     */
    public record StateSettings(@Nullable Path directory, boolean chosen) {

        /** Nothing is kept. */
        public static final StateSettings OFF = new StateSettings(null, true);

        /** The directory that the system's service has. */
        public static final StateSettings DEFAULT = new StateSettings(Path.of("/var/lib/portcullis"), false);
    }
}
