/** The example data set: its conversion from text to Parquet. */
package io.fulcrum.features.census;
