/** Parquet files that are written column by column, without an object per row or value. */
package io.fulcrum.parquet;
