/**
 * Fitted features as data: what turns a record's values into the numbers that a model reads, in Spark, in a plain
 * service and in a test alike. JDK and JSON annotations only.
 */
package io.fulcrum.contract.encoder;
