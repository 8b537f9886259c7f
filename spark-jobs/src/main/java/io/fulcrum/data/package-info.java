/** Prepared Parquet becomes shards of primitive columns, and shards become seeded batches. */
package io.fulcrum.data;
