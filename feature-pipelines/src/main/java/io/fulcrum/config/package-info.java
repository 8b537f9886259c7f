/**
 * One HOCON reader for every program: typed reads over {@code reference.conf}, all problems collected and thrown once,
 * unknown keys refused with the nearest known one.
 */
package io.fulcrum.config;
