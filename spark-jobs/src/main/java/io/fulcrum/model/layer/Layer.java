package io.fulcrum.model.layer;

import io.fulcrum.model.kernel.Arithmetic;

/** A layer of our own network: fixed to the columns that it reads and writes, and to its stretch of the parameters. */
public sealed interface Layer
        permits FirstLayer,
                InputColumns,
                DenseLayer,
                TiedDenseLayer,
                WideDenseLayer,
                ColumnOrder,
                SoftmaxMixture,
                ColumnLayer {

    /** Makes room for a batch. */
    void resize(int rows);

    /** Computes what it puts out from what it reads. */
    void forward(Arithmetic arithmetic);

    /**
     * Takes the gradient by what it put out, which may be overwritten, and hands it on to what it read. Where no
     * gradient came, it hands on none, and that of measured parameters is zero.
     */
    void backward(BackwardPass pass);
}
