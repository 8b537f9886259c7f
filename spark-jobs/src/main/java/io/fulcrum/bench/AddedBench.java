package io.fulcrum.bench;

import java.util.concurrent.Callable;

/**
 * A benchmark that a part of the program brings which may be left out of a build. Found as a service; its
 * {@link picocli.CommandLine.Command} annotation names it.
 */
public interface AddedBench extends Callable<Integer> {}
