package io.fulcrum.job;

import java.util.concurrent.ThreadFactory;

/** Threads that do not keep a program from ending. */
public final class DaemonThreads {
    private DaemonThreads() {}

    /** Returns what makes such threads of this name. */
    public static ThreadFactory named(String name) {
        return work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
