/** Benchmarks: what is timed, on generated data. They alone name the stock DL4J training master, to set it beside ours. */
package io.fulcrum.jobs.bench;
