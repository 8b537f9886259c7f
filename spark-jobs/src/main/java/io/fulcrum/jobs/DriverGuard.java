package io.fulcrum.jobs;

import io.fulcrum.job.ExitCode;
import io.fulcrum.job.Lease;
import io.fulcrum.job.StopSignals;
import io.fulcrum.train.RunGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What may end a training driver between two rounds: signals, and the loss of the lease of what it writes. */
final class DriverGuard implements RunGuard, AutoCloseable {
    private final List<Lease> leases;
    private Optional<StopSignals> signals = Optional.empty();

    private DriverGuard(List<Lease> leases) {
        this.leases = leases;
    }

    /** Takes the leases of what is going to be written. */
    static DriverGuard over(List<String> outputs, int leaseSeconds) {
        List<Lease> leases = new ArrayList<>();
        DriverGuard guard = new DriverGuard(leases);
        try {
            outputs.forEach(output -> leases.add(Lease.take(output, Duration.ofSeconds(leaseSeconds))));
            return guard;
        } catch (RuntimeException e) {
            guard.close();
            throw e;
        }
    }

    @Override
    public void begin() {
        signals = Optional.of(StopSignals.listen(
                "the round is finished and a checkpoint written before the end;" + " a second signal ends at once"));
    }

    @Override
    public Optional<ExitCode> stop() {
        return signals.flatMap(StopSignals::caught);
    }

    @Override
    public void check() {
        leases.forEach(Lease::check);
    }

    /** Makes sure of the leases; signals end the process again, for rounds are over. */
    void beforePublishing() {
        signals.ifPresent(StopSignals::close);
        check();
    }

    @Override
    public void close() {
        signals.ifPresent(StopSignals::close);
        leases.forEach(Lease::close);
    }
}
