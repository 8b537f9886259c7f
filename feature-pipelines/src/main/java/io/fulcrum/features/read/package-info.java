/** First stage: the source rows, only the columns that the configuration names, refused if they are not there. */
package io.fulcrum.features.read;
