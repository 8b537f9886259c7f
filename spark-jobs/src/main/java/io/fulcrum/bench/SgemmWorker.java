package io.fulcrum.bench;

import io.fulcrum.model.BlasKernels;
import io.fulcrum.model.Mmoe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The machine's own rate: the products of a network's shared layers alone, as OpenBLAS does them through ND4J, with
 * results ordered as Fortran orders them (another order costs a hidden copy). One step is, for the first layer, which
 * all experts share as one wide product, the forward pass and the gradient of its parameters; for every further layer
 * of each expert those two and the gradient of its input.
 */
final class SgemmWorker implements Worker {
    private final List<Runnable> products = new ArrayList<>();

    SgemmWorker(WorkloadShape shape) {
        Mmoe mmoe = (Mmoe) shape.architecture();
        List<Integer> widths = mmoe.expertLayers();
        layer(shape.batchSize(), shape.inputWidth(), mmoe.experts() * widths.get(0));
        for (int expert = 0; expert < mmoe.experts(); expert++) {
            for (int layer = 1; layer < widths.size(); layer++) {
                layer(shape.batchSize(), widths.get(layer - 1), widths.get(layer));
                product(random(shape.batchSize(), widths.get(layer)), random(widths.get(layer), widths.get(layer - 1)));
            }
        }
    }

    /** Floating-point operations of a step. */
    static double flops(WorkloadShape shape) {
        Mmoe mmoe = (Mmoe) shape.architecture();
        List<Integer> widths = mmoe.expertLayers();
        double flops = 4.0 * shape.inputWidth() * mmoe.experts() * widths.get(0);
        for (int layer = 1; layer < widths.size(); layer++) {
            flops += 6.0 * mmoe.experts() * widths.get(layer - 1) * widths.get(layer);
        }
        return flops * shape.batchSize();
    }

    private void layer(int rows, int in, int out) {
        product(random(rows, in), random(in, out));
        product(random(in, rows), random(rows, out));
    }

    private void product(INDArray left, INDArray right) {
        INDArray result = Nd4j.create(new long[] {left.rows(), right.columns()}, 'f');
        products.add(() -> Nd4j.gemm(left, right, result, false, false, 1, 0));
    }

    private static INDArray random(int rows, int columns) {
        return Nd4j.rand('f', rows, columns);
    }

    @Override
    public void step() {
        products.forEach(Runnable::run);
    }

    public static void main(String[] arguments) throws IOException {
        BlasKernels.choose();
        SgemmWorker worker =
                new SgemmWorker(Workload.read(Path.of(arguments[0])).shape());
        Worker.serve("sgemm through ND4J (1 thread)", worker);
    }
}
