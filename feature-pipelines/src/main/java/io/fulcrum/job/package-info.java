/**
 * The frame of every main: exit codes, the Spark session, provenance, progress, and directories that appear whole or
 * not at all.
 */
package io.fulcrum.job;
