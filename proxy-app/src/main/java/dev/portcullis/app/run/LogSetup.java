package dev.portcullis.app.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.ClassicConstants;
import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAware;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.spi.LifeCycle;
import java.util.function.Consumer;

/**
 * Sets up the program's own log: plain lines on standard error, where systemd and containers pick them up. They are written by a
 * thread of their own, because bans are logged on event loops, which must not wait for whoever reads standard error. It is done
 * here and not in a logback.xml, whose reading takes a fifth of the start; {@code -Dlogback.configurationFile} names one that
 * goes before.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_HIGH_PRIORITY)
public final class LogSetup extends ContextAwareBase implements Configurator {

    private static final String LINE = "%d{yyyy-MM-dd'T'HH:mm:ssXXX} %-5level %msg%n%ex{3}";
    private static final int QUEUE = 4096;

    /** For logback, which finds it as a service. */
    public LogSetup() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(ClassicConstants.CONFIG_FILE_PROPERTY) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        context.getLogger("io.netty").setLevel(Level.WARN);
        context.getLogger("io.micrometer").setLevel(Level.ERROR);
        Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.INFO);
        root.addAppender(unhurried(context, standardError(context)));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    private static ConsoleAppender<ILoggingEvent> standardError(LoggerContext context) {
        PatternLayoutEncoder encoder = started(context, new PatternLayoutEncoder(), it -> {
            it.setPattern(LINE);
            it.setCharset(UTF_8);
        });
        return started(context, new ConsoleAppender<>(), it -> {
            it.setName("stderr");
            it.setTarget("System.err");
            it.setEncoder(encoder);
        });
    }

    private static AsyncAppender unhurried(LoggerContext context, ConsoleAppender<ILoggingEvent> behind) {
        return started(context, new AsyncAppender(), it -> {
            it.setName("unhurried");
            it.setQueueSize(QUEUE);
            it.setDiscardingThreshold(0);
            it.setNeverBlock(true);
            it.addAppender(behind);
        });
    }

    private static <T extends ContextAware & LifeCycle> T started(LoggerContext context, T part, Consumer<T> setUp) {
        part.setContext(context);
        setUp.accept(part);
        part.start();
        return part;
    }
}
