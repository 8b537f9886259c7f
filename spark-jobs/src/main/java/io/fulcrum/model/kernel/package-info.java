/**
 * Arithmetic on arrays: matrix products with and without a native library, loops over columns, sums in a fixed order,
 * and functions whose bits do not depend on the machine. It knows no network.
 */
package io.fulcrum.model.kernel;
