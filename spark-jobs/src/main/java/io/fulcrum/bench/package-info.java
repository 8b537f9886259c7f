/** Benchmarks: what is timed, on generated data. They alone name DL4J's own training master, to set it beside ours. */
package io.fulcrum.bench;
