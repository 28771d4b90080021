package dev.portcullis.rules.admission;

import dev.portcullis.rules.api.Admission;
import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.Place;
import dev.portcullis.rules.api.Precedence;
import dev.portcullis.rules.api.Shed;
import java.time.Duration;
import java.util.Random;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** A simulated site behind admission: what the data path does, without the network. */
final class Site {

    final Simulation simulation = new Simulation();
    final Random random = new Random(1);
    final SimulatedOrigin origin;
    final FairAdmission admission;

    private Page page = new Page(0, 15_000_000, 0.2);

    /** What a page takes: of the database and of the processor, in nanoseconds, each give or take a part. */
    record Page(long database, long processor, double spread) {}

    Site(AdmissionSettings settings, int workers, int cores) {
        this.origin = new SimulatedOrigin(simulation, workers, cores);
        this.admission = new FairAdmission(
                settings, 42, 0, (nanos, action) -> simulation.after(nanos, () -> action.accept(simulation.now())));
        simulation.every(Duration.ofMillis(250), () -> admission.sweep(simulation.now()));
    }

    void serves(Page served) {
        page = served;
    }

    long spread(long nanos, double part) {
        return Math.round(nanos * (1 + part * (2 * random.nextDouble() - 1)));
    }

    /** A request from its arrival to its end. */
    final class Request implements Admission.Waiter {
        private final long began = simulation.now();
        private final Page wants;
        private final LongConsumer answered;
        private final Runnable refused;
        private @Nullable Place place;
        private long handedOver;
        private boolean over;
        private boolean handed;

        Request(
                IpPrefix client,
                String path,
                Precedence precedence,
                Page wants,
                LongConsumer answered,
                Runnable refused) {
            this.wants = wants;
            this.answered = answered;
            this.refused = refused;
            Place got = admission.enter(new Asked(client, path), precedence, 1000, this, simulation.now());
            place = got;
            switch (got.entry()) {
                case ADMITTED -> hand();
                case SHED -> {
                    over = true;
                    refused.run();
                }
                case WAITING -> {}
            }
        }

        @Override
        public void admitted() {
            simulation.after(0, () -> {
                if (!over) {
                    hand();
                }
            });
        }

        @Override
        public void shed(Shed why) {
            simulation.after(0, () -> {
                over = true;
                refused.run();
            });
        }

        private void hand() {
            handed = true;
            handedOver = simulation.now();
            origin.serve(spread(wants.database(), wants.spread()), spread(wants.processor(), wants.spread()), () -> {
                if (!over) {
                    over = true;
                    end(Place.Result.ANSWERED);
                    answered.accept(simulation.now() - began);
                }
            });
        }

        /** The client hangs up. */
        void hangUp() {
            if (over) {
                return;
            }
            over = true;
            if (handed) {
                end(Place.Result.ABANDONED);
            } else if (place != null) {
                place.leave(simulation.now());
            }
        }

        private void end(Place.Result result) {
            if (place != null) {
                place.done(simulation.now() - handedOver, result, simulation.now());
            }
        }
    }

    Request ask(IpPrefix client, LongConsumer answered, Runnable refused) {
        return new Request(client, "/page", Precedence.UNKNOWN, page, answered, refused);
    }
}
