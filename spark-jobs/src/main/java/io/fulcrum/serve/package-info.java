/** Predictions without Spark: a model directory opened and scored with the JDK and Jackson alone. */
package io.fulcrum.serve;
