/**
 * The door to DL4J: graphs of several outputs trained in our rounds as a Spark training master. With its benchmarks the
 * only place that imports DL4J and ND4J, imported by nothing, and left out of a build without the Maven profile dl4j.
 */
package io.fulcrum.dl4j;
