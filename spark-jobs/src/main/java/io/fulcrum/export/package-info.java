/**
 * Models in the form of other programs: ONNX, written with nothing but the JDK.
 *
 * <p>{@code RecommenderGraph} makes a graph of operators from the model's own description, {@code OnnxFile} writes it.
 */
package io.fulcrum.export;
