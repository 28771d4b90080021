package dev.portcullis.app.demo;

import dev.portcullis.app.config.Configuration;
import dev.portcullis.app.config.Configuration.AccessLogSettings;
import dev.portcullis.app.config.Configuration.AdminSettings;
import dev.portcullis.app.config.ConfigurationReader;
import dev.portcullis.app.report.BanText;
import dev.portcullis.app.report.Endpoint;
import dev.portcullis.app.report.WhyText;
import dev.portcullis.app.run.Portcullis;
import dev.portcullis.app.run.Time;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;

/** The demonstration: the sample site and Portcullis in front of it, with the default rules, on loopback only. */
public final class Demo implements AutoCloseable {

    private static final int FRONT = 8080;
    private static final int SITE = 8081;
    private static final int ADMIN = 9911;

    private final SampleSite site;
    private final Portcullis portcullis;
    private final Path accessLog;
    private final Time time;

    private Demo(SampleSite site, Portcullis portcullis, Path accessLog, Time time) {
        this.site = site;
        this.portcullis = portcullis;
        this.accessLog = accessLog;
        this.time = time;
    }

    /**
     * Starts both. Throws IOException, with a message for people, when that can't be done. The access log is a temporary file
     * that lasts as long as the demonstration.
     *
     * @param usualPorts whether on ports 8080, 8081 and 9911, where they are free, instead of any that are
     */
    public static Demo start(boolean usualPorts, Time time) throws IOException {
        Path accessLog = Files.createTempFile("portcullis-demo-access", ".log");
        SampleSite site = SampleSite.start(loopback(usualPorts ? SITE : 0));
        try {
            Configuration defaults = ConfigurationReader.ofOrigin(
                            "http://" + Endpoint.text(site.address()),
                            Endpoint.text(loopback(usualPorts ? FRONT : 0)),
                            false)
                    .value()
                    .orElseThrow(() -> new IllegalStateException("the defaults are a configuration"));
            Configuration configuration = new Configuration(
                    defaults.proxy(),
                    defaults.policy(),
                    defaults.admission(),
                    new AdminSettings(loopback(usualPorts ? ADMIN : 0)),
                    new AccessLogSettings(accessLog.toString()));
            return new Demo(site, Portcullis.start(configuration, time), accessLog, time);
        } catch (IOException | RuntimeException e) {
            site.close();
            accessLog.toFile().delete();
            throw e;
        }
    }

    /** The first request loads classes; the times that are shown are those of a program that has run for a while. */
    public void warmUp() throws IOException {
        InetAddress address = InetAddress.getLoopbackAddress();
        new LoopbackClient(address, front(), "demo", time.ticker()).get("/");
        new LoopbackClient(address, portcullis.adminAddress(), "demo", time.ticker()).get("/readyz");
    }

    /**
     * What was started, where, and what to try.
     *
     * @param command what the user calls this program by
     */
    public String introduction(String command) {
        String front = "http://" + Endpoint.text(front());
        return """
                Portcullis stands in front of a sample site.

                  through Portcullis  %s/
                  the site itself     http://%s/  (a page takes %d ms, %d at a time)
                  metrics             http://%s/metrics
                  bans                %s ban list%s
                  access log          %s

                Try:
                  curl -i %s/
                  curl -i --interface 127.0.0.77 %s/.env
                  %s ban why 127.0.0.77%s
                  %s ban remove 127.0.0.77%s

                Ctrl-C stops all of it.

                """.formatted(
                        front,
                        Endpoint.text(site.address()),
                        SampleSite.PAGE.toMillis(),
                        SampleSite.WORKERS,
                        Endpoint.text(portcullis.adminAddress()),
                        command,
                        adminOption(),
                        accessLog,
                        front,
                        front,
                        command,
                        adminOption(),
                        command,
                        adminOption());
    }

    /**
     * Sends the bot, and a visitor beside it, and explains the ban. Takes some ten seconds.
     *
     * @return whether the bot was banned and the visitor lost nothing
     */
    public boolean attack(String command, PrintWriter out) throws IOException, InterruptedException {
        boolean asItShould = new Attack(front(), portcullis.operator(), time, out).run();
        BanText bans = new BanText(ZoneId.systemDefault(), time.clock().now());
        out.println();
        out.println(command + " ban why " + Attack.BOT + adminOption());
        out.print(new WhyText(bans, command, adminOption())
                .of(portcullis.operator().why(Attack.BOT)));
        out.println();
        out.flush();
        return asItShould;
    }

    /** Where the site is served through Portcullis. */
    public InetSocketAddress front() {
        return portcullis.addresses().get(0);
    }

    @Override
    public void close() {
        portcullis.close();
        site.close();
        accessLog.toFile().delete();
    }

    private String adminOption() {
        int port = portcullis.adminAddress().getPort();
        return port == ADMIN ? "" : " --admin " + Endpoint.text(portcullis.adminAddress());
    }

    /** This port of the loopback interface if it is free, else one that the system chooses. */
    private static InetSocketAddress loopback(int port) {
        InetAddress address = InetAddress.getLoopbackAddress();
        try (ServerSocket free = new ServerSocket(port, 1, address)) {
            return new InetSocketAddress(address, free.getLocalPort());
        } catch (IOException taken) {
            return new InetSocketAddress(address, 0);
        }
    }
}
