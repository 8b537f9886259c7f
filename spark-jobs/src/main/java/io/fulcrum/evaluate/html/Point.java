package io.fulcrum.evaluate.html;

/** A point in data coordinates. */
record Point(double x, double y) {}
