/** Last stage: prepared rows and vocabularies as plain Parquet. */
package io.fulcrum.features.write;
