/** The report as one page for people: plain markup and inline SVG, no script, no network, fit for phone and print. */
package io.fulcrum.evaluate.html;
