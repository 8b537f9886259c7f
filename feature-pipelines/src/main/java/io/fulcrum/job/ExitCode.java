package io.fulcrum.job;

/** What a program's exit status says; schedulers branch on it. */
public enum ExitCode {
    OK(0),
    UNEXPECTED(1),
    INVALID_CONFIGURATION(2),
    DATA_CHECK_FAILED(3),
    METRIC_GATE_FAILED(4),
    INTERRUPTED(130),
    TERMINATED(143);

    private final int status;

    ExitCode(int status) {
        this.status = status;
    }

    public int status() {
        return status;
    }
}
