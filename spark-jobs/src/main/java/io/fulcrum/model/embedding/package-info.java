/**
 * Row-sparse embedding tables: rows in pages, the rows that a worker changed, how they travel as records, how the rows
 * of several workers are merged, and which are no longer used.
 */
package io.fulcrum.model.embedding;
