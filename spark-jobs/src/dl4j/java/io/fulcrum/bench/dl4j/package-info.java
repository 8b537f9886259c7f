/** Benchmarks of our rounds against DL4J's own training master. Found as services, since a build may leave them out. */
package io.fulcrum.bench.dl4j;
