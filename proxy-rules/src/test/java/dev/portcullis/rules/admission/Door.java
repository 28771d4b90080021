package dev.portcullis.rules.admission;

import dev.portcullis.rules.admission.AdmissionSettings.Fairness;
import dev.portcullis.rules.admission.AdmissionSettings.Files;
import dev.portcullis.rules.admission.AdmissionSettings.Places;
import dev.portcullis.rules.admission.AdmissionSettings.Queue;
import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.AdmissionReport;
import dev.portcullis.rules.api.AdmissionReport.ClassReport;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Place;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import dev.portcullis.rules.time.ManualTime;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Admission with a clock that moves when told, and what its waiters have heard. */
final class Door {

    final ManualTime time = new ManualTime();
    final FairAdmission admission;
    final List<String> heard = new ArrayList<>();
    private final List<Due> alarms = new ArrayList<>();

    /** What admission wants to be done at a time. */
    private record Due(long at, LongConsumer action) {}

    Door(AdmissionSettings settings) {
        this.admission = new FairAdmission(
                settings, 42, time.nanos(), (nanos, action) -> alarms.add(new Due(time.nanos() + nanos, action)));
    }

    /** A fixed limit, nothing spare or reserved, and clients only. */
    static Door limitedTo(int limit) {
        return new Door(
                settings(Places.fixed(limit, 0, 0), new Queue(1000, 1 << 20, Duration.ofSeconds(10), 1e9, 0.1)));
    }

    static AdmissionSettings settings(Places places, Queue queue) {
        return new AdmissionSettings(places, queue, Fairness.DEFAULT, Files.DEFAULT);
    }

    static IpPrefix address(String text) {
        try {
            return IpPrefix.of(InetAddress.getByName(text));
        } catch (UnknownHostException notLiteral) {
            throw new IllegalArgumentException(notLiteral);
        }
    }

    /** A request, by the name under which its waiter is heard. */
    final class Asking implements Admission.Waiter {
        final String name;
        final Place place;

        @Nullable
        Shed shed;

        Asking(String name, String client, String path, Precedence precedence, int bytes) {
            this.name = name;
            this.place = admission.enter(new Asked(address(client), path), precedence, bytes, this, time.nanos());
        }

        @Override
        public void admitted() {
            heard.add(name);
        }

        @Override
        public void shed(Shed why) {
            shed = why;
            heard.add(name + " " + why.reason().word());
        }

        void answeredAfter(long millis) {
            time.advance(Duration.ofMillis(millis));
            done(millis, Place.Result.ANSWERED);
        }

        long done(long originMillis, Place.Result result) {
            return place.done(Duration.ofMillis(originMillis).toNanos(), result, time.nanos());
        }

        void leave() {
            place.leave(time.nanos());
        }
    }

    Asking ask(String name, String client) {
        return ask(name, client, Precedence.UNKNOWN);
    }

    Asking ask(String name, String client, Precedence precedence) {
        return new Asking(name, client, "/page", precedence, 100);
    }

    Asking askFor(String path, String client) {
        return new Asking(path, client, path, Precedence.UNKNOWN, 100);
    }

    Asking askHolding(int bytes, String name, String client) {
        return new Asking(name, client, "/page", Precedence.UNKNOWN, bytes);
    }

    /** Has a client use the origin, which is otherwise idle, half a second at a time. */
    void uses(String client, long millis) {
        for (long used = 0; used < millis; used += 500) {
            ask("use", client).answeredAfter(Math.min(500, millis - used));
        }
    }

    /** Lets time pass, with what admission wants to be done then, but without a sweep. Returns how many things that were. */
    int pass(Duration step) {
        time.advance(step);
        List<Due> due =
                alarms.stream().filter(each -> each.at() <= time.nanos()).toList();
        alarms.removeAll(due);
        due.forEach(each -> each.action().accept(time.nanos()));
        return due.size();
    }

    void sweepAfter(Duration step) {
        time.advance(step);
        admission.sweep(time.nanos());
    }

    AdmissionReport.Lane pages() {
        return admission.report(time.nanos()).pages();
    }

    ClassReport counted(Precedence precedence) {
        return Objects.requireNonNull(admission.report(time.nanos()).classes().get(precedence));
    }
}
