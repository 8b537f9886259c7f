package io.fulcrum.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Our end of what {@link Contestant} asks: steps as often as it is told to. */
interface Worker {
    /** Takes one step. */
    void step();

    /** As {@link #serve}, with the median and the 99th percentile of a step's seconds in each answer. */
    static void serveTimed(String description, Worker worker) throws IOException {
        System.out.println("ready " + description);
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        long[] nanos = new long[1 << 20];
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            double seconds = Double.parseDouble(line.split(" ")[1]);
            int steps = 0;
            long started = System.nanoTime();
            long before = started;
            do {
                worker.step();
                long now = System.nanoTime();
                nanos[steps++] = now - before;
                before = now;
            } while (before - started < seconds * 1e9 && steps < nanos.length);
            Arrays.sort(nanos, 0, steps);
            System.out.println("ran " + steps + " " + (before - started) / 1e9 + " " + nanos[steps / 2] / 1e9 + " "
                    + nanos[(int) (steps * 0.99)] / 1e9);
        }
    }

    /** Says that the worker stands, then answers until the input ends. */
    static void serve(String description, Worker worker) throws IOException {
        System.out.println("ready " + description);
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            double seconds = Double.parseDouble(line.split(" ")[1]);
            long steps = 0;
            long started = System.nanoTime();
            do {
                worker.step();
                steps++;
            } while (System.nanoTime() - started < seconds * 1e9);
            System.out.println("ran " + steps + " " + (System.nanoTime() - started) / 1e9);
        }
    }
}
