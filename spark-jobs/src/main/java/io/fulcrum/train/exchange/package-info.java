/**
 * How plans, embedding rows and results travel between driver and tasks: on a cluster by broadcasts and task results,
 * in one JVM by reference. It knows neither what a round is nor what is trained.
 */
package io.fulcrum.train.exchange;
