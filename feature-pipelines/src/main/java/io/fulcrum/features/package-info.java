/** Feature preparation: {@link io.fulcrum.features.FeaturePipeline} reads as the table of contents of its stages. */
package io.fulcrum.features;
