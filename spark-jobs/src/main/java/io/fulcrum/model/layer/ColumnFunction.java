package io.fulcrum.model.layer;

import io.fulcrum.model.kernel.Arithmetic;

/**
 * What a {@link ColumnLayer} computes. All columns that it reads and puts out lie by columns, from the start of their
 * arrays: entry i of one belongs to entry i of another of the same width.
 */
sealed interface ColumnFunction
        permits BlendColumns,
                ConcatColumns,
                ProductColumns,
                CurveColumns,
                JointLogitColumns,
                SelectorColumns,
                SliceColumns,
                SumColumns,
                StopColumns,
                DotColumns,
                NormColumns,
                DropoutColumns,
                GateDropoutColumns {

    void forward(Columns output, Arithmetic arithmetic);

    /** Hands the gradient that came to {@code output} on, and measures that of parameters. */
    void backward(Columns output, BackwardPass pass);

    /** Sets the gradients of its parameters to zero. */
    default void clearParameterGradients() {}
}
