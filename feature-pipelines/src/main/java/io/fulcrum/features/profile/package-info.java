/** Third stage: one pass over the rows into mergeable states that come out equal for any partitioning. */
package io.fulcrum.features.profile;
