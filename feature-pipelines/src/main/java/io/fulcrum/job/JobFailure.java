package io.fulcrum.job;

import java.util.Optional;

/** An end that the user can mend: a message without a stack trace, and the exit code it stands for. */
public final class JobFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ExitCode exitCode;

    public JobFailure(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public JobFailure(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    public static JobFailure dataCheck(String message) {
        return new JobFailure(ExitCode.DATA_CHECK_FAILED, message);
    }

    public static JobFailure invalid(String message) {
        return new JobFailure(ExitCode.INVALID_CONFIGURATION, message);
    }

    /** Returns the failure itself, or the one that an executor ended with and Spark wrapped. */
    public static Optional<JobFailure> in(Throwable problem) {
        for (Throwable e = problem; e != null; e = e.getCause()) {
            if (e instanceof JobFailure failure) {
                return Optional.of(failure);
            }
        }
        return Optional.empty();
    }

    public ExitCode exitCode() {
        return exitCode;
    }
}
