/** Fourth stage: what the profile must satisfy, every failure reported together. */
package io.fulcrum.features.check;
