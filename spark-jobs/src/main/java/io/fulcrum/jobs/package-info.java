/** The mains: one command each, composed of the stages of the other packages. Imported by nobody. */
package io.fulcrum.jobs;
