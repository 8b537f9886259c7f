package io.fulcrum.job;

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

  public ExitCode exitCode() {
    return exitCode;
  }
}
