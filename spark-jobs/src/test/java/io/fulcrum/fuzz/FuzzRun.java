package io.fulcrum.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Many seeded mutations, each of which a reader must accept or refuse in one clear message: in bounded time, in bounded
 * memory, whatever the damage. {@code -Dfulcrum.fuzz.times=100} runs a hundred times as many.
 */
public final class FuzzRun {
    private static final int TIMES = Integer.getInteger("fulcrum.fuzz.times", 1);
    private static final long STALL_MILLIS = 20_000; // for a case of milliseconds, on the slowest of machines
    private static final long MOST_BYTES = 256 << 20; // made while a few KiB are read
    private static final int MOST_MESSAGE = 4000;
    private static final int MOST_FAILURES = 10;

    private final Class<? extends RuntimeException> refusal;
    private final AtomicInteger finished = new AtomicInteger();
    private final List<String> failures = Collections.synchronizedList(new ArrayList<>());
    private int accepted;
    private int refused;

    private FuzzRun(Class<? extends RuntimeException> refusal) {
        this.refusal = refusal;
    }

    /** One mutated case: reads what the mutations damage. */
    public interface Case {
        void read(Mutations mutations) throws Exception;
    }

    /** Runs {@code cases} mutations, of which some must be accepted and some refused by {@code refusal}. */
    public static void of(int cases, Class<? extends RuntimeException> refusal, Case body) {
        new FuzzRun(refusal).run(cases * TIMES, body);
    }

    private void run(int cases, Case body) {
        Thread thread = new Thread(() -> all(cases, body), "fuzz");
        thread.setDaemon(true);
        thread.start();
        try {
            int before = -1;
            while (thread.isAlive()) {
                assertThat(finished.get())
                        .as("case %s hangs at %s", before, Arrays.toString(thread.getStackTrace()))
                        .isNotEqualTo(before);
                before = finished.get();
                thread.join(STALL_MILLIS);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        assertThat(failures).isEmpty();
        assertThat(finished).as("cases that came to an end").hasValue(cases);
        assertThat(accepted).as("accepted of " + cases).isPositive();
        assertThat(refused).as("refused of " + cases).isPositive();
    }

    private void all(int cases, Case body) {
        try {
            for (int i = 0; i < cases && failures.size() < MOST_FAILURES; i++) {
                one(i, body);
                finished.incrementAndGet();
            }
        } catch (VirtualMachineError e) {
            failures.add(failed(finished.get(), e));
        }
    }

    private void one(int number, Case body) {
        com.sun.management.ThreadMXBean memory = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = memory.getThreadAllocatedBytes(Thread.currentThread().getId());
        try {
            body.read(new Mutations(number));
            accepted++;
        } catch (Exception | StackOverflowError | AssertionError e) {
            if (!refusal.isInstance(e)) {
                failures.add(failed(number, e));
            } else {
                refused++;
                e.getMessage()
                        .lines()
                        .filter(line -> !isClear(line))
                        .forEach(line -> failures.add("case " + number + ": " + line));
            }
        }
        long bytes = memory.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        if (bytes > MOST_BYTES) {
            failures.add("case " + number + " allocates " + bytes + " bytes");
        }
    }

    private static String failed(int number, Throwable e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        return "case " + number + ": " + trace.toString().lines().limit(12).collect(Collectors.joining("\n"));
    }

    private static boolean isClear(String message) {
        return !message.isBlank()
                && message.length() < MOST_MESSAGE
                && message.matches(".*[.!?]")
                && Stream.of("Exception", "\tat ", "java.", "Feature.").noneMatch(message::contains);
    }
}
