package io.fulcrum.job;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.spark.util.SignalUtils;
import scala.runtime.AbstractFunction0;

/**
 * The first SIGTERM or SIGINT while this is open, held back so that work can come to a good end. The second one, and
 * every one while none is open, does what it always did: ends the process at once. Spark's own registry of handlers is
 * used, which hands on what nobody catches and which no other part of the process may replace.
 */
public final class StopSignals implements AutoCloseable {
    private static final AtomicReference<StopSignals> LISTENING = new AtomicReference<>();
    private static final AtomicBoolean REGISTERED = new AtomicBoolean();

    private final AtomicReference<ExitCode> caught = new AtomicReference<>();
    private final String advice;

    private StopSignals(String advice) {
        this.advice = advice;
    }

    /**
     * Starts to listen, in place of whoever listened before.
     *
     * @param advice what happens next, told when a signal is caught
     */
    public static StopSignals listen(String advice) {
        StopSignals signals = new StopSignals(advice);
        LISTENING.set(signals);
        if (!REGISTERED.getAndSet(true)) {
            register("TERM", ExitCode.TERMINATED);
            register("INT", ExitCode.INTERRUPTED);
        }
        return signals;
    }

    /** Returns what the process is to end with, if a signal was caught. */
    public Optional<ExitCode> caught() {
        return Optional.ofNullable(caught.get());
    }

    @Override
    public void close() {
        LISTENING.compareAndSet(this, null);
    }

    /** Takes a signal and returns whether it was held back. */
    boolean take(String signal, ExitCode code) {
        boolean first = caught.compareAndSet(null, code);
        if (first) {
            System.err.println("SIG" + signal + ": " + advice);
        }
        return first;
    }

    private static void register(String signal, ExitCode code) {
        SignalUtils.register(signal, new AbstractFunction0<>() {
            @Override
            public Object apply() {
                StopSignals listening = LISTENING.get();
                return listening != null && listening.take(signal, code);
            }
        });
    }
}
