package io.fulcrum.bench;

import io.fulcrum.data.Seeds;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.kernel.BlasKernels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * The machine's own rate: the products of a network's shared layers alone, as OpenBLAS does them on memory off the
 * heap, in Fortran's order. One step is, for the first layer, which all experts share as one wide product, the forward
 * pass and the gradient of its parameters; for every further layer of each expert those two and the gradient of its
 * input.
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
                product(shape.batchSize(), widths.get(layer), widths.get(layer - 1));
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
        product(rows, in, out);
        product(in, rows, out);
    }

    private void product(int rows, int summed, int columns) {
        FloatPointer left = random(rows * summed);
        FloatPointer right = random(summed * columns);
        FloatPointer result = new FloatPointer((long) rows * columns);
        products.add(() -> openblas_nolapack.cblas_sgemm(
                openblas_nolapack.CblasColMajor,
                openblas_nolapack.CblasNoTrans,
                openblas_nolapack.CblasNoTrans,
                rows,
                columns,
                summed,
                1,
                left,
                rows,
                right,
                summed,
                0,
                result,
                rows));
    }

    private static FloatPointer random(int size) {
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (Seeds.mix(i) >>> 40) * 0x1p-24f;
        }
        return new FloatPointer(values);
    }

    @Override
    public void step() {
        products.forEach(Runnable::run);
    }

    public static void main(String[] arguments) throws IOException {
        BlasKernels.choose();
        SgemmWorker worker =
                new SgemmWorker(Workload.read(Path.of(arguments[0])).shape());
        Worker.serve("sgemm of OpenBLAS (1 thread)", worker);
    }
}
