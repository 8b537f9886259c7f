package io.fulcrum.model;

import dev.ludovic.netlib.blas.BLAS;
import dev.ludovic.netlib.blas.JavaBLAS;
import dev.ludovic.netlib.blas.NativeBLAS;
import io.fulcrum.model.kernel.Matrix;
import io.fulcrum.model.kernel.MatrixProduct;
import java.util.Arrays;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * A product of column-ordered matrices: the wide MMoE's first layer and its gradient, an expert, a census expert, and
 * layers of other architectures over census rows.
 */
@State(Scope.Benchmark)
public class BlasProduct {

    /**
     * Where the matrices lie and who multiplies them; {@code HEAP_NETLIB} is the engine, in blocks where they are
     * faster, {@code HEAP_AT_ONCE} the same library without blocks; of ND4J's two ways the letter is the order of the
     * result.
     */
    public enum Way {
        HEAP_NETLIB,
        HEAP_AT_ONCE,
        ND4J_F,
        ND4J_C,
        DIRECT_CBLAS,
        HEAP_VECTORS
    }

    /** Rows, what is summed over, columns. */
    @Param({"1024x416x1024", "416x1024x1024", "1024x256x128", "1024x64x32", "1024x32x32", "1024x80x80", "1024x263x160"})
    public String shape;

    @Param
    public Way way;

    private Kernel kernel;

    @Setup
    public void prepare() {
        int[] sizes =
                Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
        Matrix left = random(sizes[0], sizes[1]);
        Matrix right = random(sizes[1], sizes[2]);
        Kernel ours = heap(left, right);
        ours.run().run(); // tells netlib of the native library before its Java one asks for any
        kernel = kernel(way, left, right).like(ours);
    }

    @Benchmark
    public void run() {
        kernel.run().run();
    }

    private static Kernel kernel(Way way, Matrix left, Matrix right) {
        return switch (way) {
            case HEAP_NETLIB -> heap(left, right);
            case HEAP_AT_ONCE -> binding(left, right, NativeBLAS.getInstance());
            case ND4J_F -> nd4j(left, right, 'f');
            case ND4J_C -> nd4j(left, right, 'c');
            case DIRECT_CBLAS -> direct(left, right);
            case HEAP_VECTORS -> binding(left, right, JavaBLAS.getInstance());
        };
    }

    private static Kernel heap(Matrix left, Matrix right) {
        int size = left.rows() * right.columns();
        Matrix target = columns(new float[Matrix.room(left.rows(), right.columns())], left.rows(), right.columns());
        return new Kernel(() -> MatrixProduct.set(left, right, target), () -> Arrays.copyOf(target.values(), size));
    }

    private static Kernel binding(Matrix left, Matrix right, BLAS blas) {
        float[] target = new float[left.rows() * right.columns()];
        return new Kernel(
                () -> blas.sgemm(
                        "N",
                        "N",
                        left.rows(),
                        right.columns(),
                        left.columns(),
                        1,
                        left.values(),
                        left.rows(),
                        right.values(),
                        right.rows(),
                        0,
                        target,
                        left.rows()),
                () -> target);
    }

    private static Kernel nd4j(Matrix left, Matrix right, char order) {
        INDArray a = nd4j(left);
        INDArray b = nd4j(right);
        INDArray target = Nd4j.create(new long[] {left.rows(), right.columns()}, order);
        return new Kernel(() -> a.mmuli(b, target), () -> Samples.read(target));
    }

    private static Kernel direct(Matrix left, Matrix right) {
        FloatPointer a = new FloatPointer(left.values());
        FloatPointer b = new FloatPointer(right.values());
        float[] copy = new float[left.rows() * right.columns()];
        FloatPointer target = new FloatPointer(copy);
        return new Kernel(
                () -> openblas_nolapack.cblas_sgemm(
                        openblas_nolapack.CblasColMajor,
                        openblas_nolapack.CblasNoTrans,
                        openblas_nolapack.CblasNoTrans,
                        left.rows(),
                        right.columns(),
                        left.columns(),
                        1,
                        a,
                        left.rows(),
                        b,
                        right.rows(),
                        0,
                        target,
                        left.rows()),
                () -> {
                    target.get(copy);
                    return copy;
                });
    }

    private static INDArray nd4j(Matrix matrix) {
        float[] entries = Arrays.copyOf(matrix.values(), matrix.rows() * matrix.columns());
        return Nd4j.create(entries, new long[] {matrix.rows(), matrix.columns()}, 'f');
    }

    private static Matrix random(int rows, int columns) {
        return columns(Samples.random(Matrix.room(rows, columns), rows), rows, columns);
    }

    private static Matrix columns(float[] values, int rows, int columns) {
        return new Matrix(values, new Matrix.Shape(0, rows, columns, rows, Matrix.Order.COLUMNS));
    }
}
