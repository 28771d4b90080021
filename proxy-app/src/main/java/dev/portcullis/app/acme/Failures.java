package dev.portcullis.app.acme;

import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.exception.AcmeServerException;

/** Why no certificate came, in words of one line for people. */
final class Failures {

    private static final int LONGEST = 400;

    private Failures() {}

    /** What an authority says; it is a stranger's text. */
    static String words(Optional<Problem> problem) {
        return problem.map(Failures::words).orElse("it gives no reason");
    }

    static String words(Exception failure) {
        List<Throwable> causes = causes(failure);
        for (Throwable cause : causes) {
            if (cause instanceof AcmeServerException refused) {
                return words(refused.getProblem());
            }
        }
        if (has(causes, UnresolvedAddressException.class)) {
            return "the DNS does not know it";
        }
        if (has(causes, SSLException.class)) {
            return "its own certificate is not trusted; tls.acme.ca names the file of a private authority's";
        }
        if (has(causes, HttpTimeoutException.class)) {
            return "it does not answer in time";
        }
        if (has(causes, ConnectException.class)) {
            return "it can't be connected to";
        }
        return causes.stream()
                .map(Throwable::getMessage)
                .filter(message -> message != null && !message.isBlank())
                .findFirst()
                .map(Failures::line)
                .orElse(failure.getClass().getSimpleName());
    }

    /** Clears the way for who has interrupted this thread, whatever became of that on its way here. */
    static void throwIfInterrupted(Exception failure) throws InterruptedException {
        if (Thread.interrupted() || has(causes(failure), InterruptedException.class)) {
            throw new InterruptedException();
        }
    }

    private static String words(Problem problem) {
        String type = problem.getType().toString();
        String detail = problem.getDetail().or(problem::getTitle).orElse("no detail is given");
        return line(detail) + " (" + type.substring(type.lastIndexOf(':') + 1) + ")";
    }

    private static boolean has(List<Throwable> causes, Class<? extends Throwable> kind) {
        return causes.stream().anyMatch(kind::isInstance);
    }

    private static List<Throwable> causes(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable each = failure; each != null && !causes.contains(each); each = each.getCause()) {
            causes.add(each);
        }
        return causes;
    }

    private static String line(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
