package dev.portcullis.rules.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.portcullis.rules.admission.AdmissionSettings.Fairness;
import dev.portcullis.rules.admission.AdmissionSettings.Files;
import dev.portcullis.rules.admission.AdmissionSettings.Places;
import dev.portcullis.rules.admission.AdmissionSettings.Queue;
import dev.portcullis.rules.api.AdmissionReport;
import dev.portcullis.rules.api.Place.Result;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Very many requests, and very many addresses. */
class FloodTest {

    private static final int REMEMBERED = 1_000;

    private static Door door(Places places, Queue queue) {
        return new Door(new AdmissionSettings(
                places, queue, new Fairness(Duration.ofSeconds(30), 0.05, 0.25, 24, 48, REMEMBERED), Files.DEFAULT));
    }

    @Test
    void aMillionAddressesThatAreServedAreForgottenAgain() {
        Door door = door(Places.fixed(1, 0, 0), Queue.DEFAULT);
        for (int i = 0; i < 1_000_000; i++) {
            door.ask("a", address(i)).answeredAfter(1);
        }

        assertThat(door.admission.report(0).clients()).isLessThanOrEqualTo(REMEMBERED);
    }

    @Test
    void addressesThatGotNothingDoNotPushOutThoseThatDid() {
        Door door = door(Places.fixed(1, 0, 0), new Queue(0, 0, Duration.ofSeconds(10), 1, 0.05));
        door.uses("192.0.2.1", 10_000);
        door.ask("holds the place", "192.0.2.2");

        for (int i = 0; i < 100_000; i++) {
            door.ask("shed", address(i));
        }

        assertThat(door.admission.report(0).clients()).isEqualTo(2);
        assertThat(door.admission.spenders(1, door.time.nanos()).get(0).client())
                .isEqualTo(Door.address("192.0.2.1"));
    }

    @Test
    void whatDecaysToNothingIsForgotten() {
        Door door = door(Places.fixed(1, 0, 0), Queue.DEFAULT);
        for (int i = 0; i < 500; i++) {
            door.ask("a", address(i)).answeredAfter(10);
        }

        door.sweepAfter(Duration.ofMinutes(10));

        assertThat(door.admission.report(0).clients()).isZero();
    }

    /** The clients of a network whose account is forgotten and made anew share the new one. */
    @Test
    void aClientUnderWayIsNotForgotten() {
        Door door = door(Places.fixed(2, 0, 0), Queue.DEFAULT);
        door.ask("stays", "192.0.2.1");
        for (int i = 0; i < 5 * REMEMBERED; i++) {
            door.ask("a", address(i)).answeredAfter(1);
        }

        assertThat(door.admission.spenders(2 * REMEMBERED, door.time.nanos()))
                .anyMatch(spender -> spender.client().equals(Door.address("192.0.2.1")) && spender.inFlight() == 1);
    }

    /** Reports what a request costs with 100,000 before it; asserts that all are served, each client's in order. */
    @Test
    void aHundredThousandWaitAndAllAreServed() {
        int count = 100_000;
        Door door = door(Places.fixed(1, 0, 0), new Queue(2 * count, Long.MAX_VALUE, Duration.ofHours(9), 1, 0.05));
        ArrayDeque<Door.Asking> asked = new ArrayDeque<>();
        Door.Asking first = door.ask("first", "192.0.2.1");
        long began = nanos();
        for (int i = 0; i < count; i++) {
            asked.add(door.ask(String.valueOf(i), address(i)));
        }
        long waiting = nanos();
        AdmissionReport.Lane full = door.pages();
        first.answeredAfter(10);
        Map<String, Door.Asking> byName = new HashMap<>();
        asked.forEach(request -> byName.put(request.name, request));
        long serving = nanos();
        for (int i = 0; i < count; i++) {
            Door.Asking next = byName.get(door.heard.get(i));
            assertThat(next).isNotNull();
            if (next != null) {
                next.done(10, Result.ANSWERED);
            }
        }
        long ended = nanos();

        System.out.printf(
                "100,000 waiting clients: %.2f us to enter, %.2f us to give a place on%n",
                (waiting - began) / 1e3 / count, (ended - serving) / 1e3 / count);
        assertThat(full.waiting()).isEqualTo(count);
        assertThat(door.heard).hasSize(count).doesNotHaveDuplicates();
        assertThat(door.pages().inFlight()).isZero();
    }

    private static String address(int number) {
        return "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255);
    }

    /** The processor time of this thread: what others do on the machine does not count. */
    private static long nanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
