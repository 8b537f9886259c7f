/**
 * Benchmarks with their commands: what is timed, on generated data or on the census's. Imported by the command
 * {@code fulcrum} alone.
 */
package io.fulcrum.bench;
