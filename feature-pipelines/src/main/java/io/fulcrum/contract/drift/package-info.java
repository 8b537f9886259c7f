/** How the values of features are distributed, as data, and how far two distributions differ. JDK and JSON only. */
package io.fulcrum.contract.drift;
