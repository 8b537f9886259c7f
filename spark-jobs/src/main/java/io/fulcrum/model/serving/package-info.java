/**
 * The form of a graph that serves: one record or the candidates of one request, without Spark and without native
 * libraries, and nothing allocated but the result.
 */
package io.fulcrum.model.serving;
