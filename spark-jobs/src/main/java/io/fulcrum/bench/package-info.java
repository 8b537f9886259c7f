/**
 * Benchmarks with their commands: what is timed, on generated data or on the census's. Imported by the command
 * {@code fulcrum} alone. They name DL4J's own training master, to set it beside ours.
 */
package io.fulcrum.bench;
