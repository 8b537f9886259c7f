package io.fulcrum.model.serving;

import io.fulcrum.model.graph.ColumnOperation;
import io.fulcrum.model.graph.Curve;
import io.fulcrum.model.graph.JointLogits;
import io.fulcrum.model.kernel.ColumnLoops;
import io.fulcrum.model.kernel.Transcendentals;
import io.fulcrum.model.layer.BlendColumns;
import io.fulcrum.model.layer.ConcatColumns;
import io.fulcrum.model.layer.CurveColumns;
import io.fulcrum.model.layer.DotColumns;
import io.fulcrum.model.layer.JointLogitColumns;
import io.fulcrum.model.layer.ProductColumns;
import java.util.Arrays;
import java.util.List;

/** A layer of a served network without a matrix product, with the arithmetic of its form for training. */
final class ServedColumns implements ServedLayer {
    private final Function function;
    private final int output;
    private final int width;

    /** What a layer computes: one column of one row, or of some rows. */
    sealed interface Function {
        /** Sets {@code to[column]} from vectors, [output][column]. */
        void one(float[][] vectors, int column, float[] to);

        /** Sets {@code to} from lines, [output][column][row]. */
        void some(float[][][] lines, int column, float[] to, int rows);
    }

    ServedColumns(Function function, int output, int width) {
        this.function = function;
        this.output = output;
        this.width = width;
    }

    @Override
    public int output() {
        return output;
    }

    @Override
    public int scratch() {
        return 0;
    }

    @Override
    public void one(Room room) {
        float[] to = room.vectors()[output];
        for (int column = 0; column < width; column++) {
            function.one(room.vectors(), column, to);
        }
    }

    @Override
    public void some(Room room, int rows) {
        for (int column = 0; column < width; column++) {
            function.some(room.lines(), column, room.lines()[output][column], rows);
        }
    }

    /** As {@link BlendColumns}. */
    record Blend(List<Place> sources, float[] factors) implements Function {
        @Override
        public void one(float[][] vectors, int column, float[] to) {
            float sum = 0;
            for (int i = 0; i < sources.size(); i++) {
                sum += factors[i] * sources.get(i).value(vectors, column);
            }
            to[column] = sum;
        }

        @Override
        public void some(float[][][] lines, int column, float[] to, int rows) {
            Arrays.fill(to, 0, rows, 0);
            for (int i = 0; i < sources.size(); i++) {
                float[] from = sources.get(i).line(lines, column);
                ColumnLoops.addScaled(from, factors[i], to, rows);
            }
        }
    }

    /**
     * As {@link ConcatColumns}.
     *
     * @param columns [column] where each comes from
     */
    record Concat(List<Place> columns) implements Function {
        @Override
        public void one(float[][] vectors, int column, float[] to) {
            to[column] = columns.get(column).value(vectors, 0);
        }

        @Override
        public void some(float[][][] lines, int column, float[] to, int rows) {
            System.arraycopy(columns.get(column).line(lines, 0), 0, to, 0, rows);
        }
    }

    /** As {@link ProductColumns}. */
    record Product(Place left, Place right, float factor) implements Function {
        @Override
        public void one(float[][] vectors, int column, float[] to) {
            to[column] = ColumnLoops.bounded(factor * left.value(vectors, column) * right.value(vectors, column));
        }

        @Override
        public void some(float[][][] lines, int column, float[] to, int rows) {
            ColumnLoops.setBoundedProducts(left.line(lines, column), right.line(lines, column), factor, to, rows);
        }
    }

    /** As {@link CurveColumns}. */
    record OfCurve(Place below, Curve curve) implements Function {
        @Override
        public void one(float[][] vectors, int column, float[] to) {
            to[column] = curve.at(below.value(vectors, column));
        }

        @Override
        public void some(float[][][] lines, int column, float[] to, int rows) {
            curve.forward(below.line(lines, column), to, rows);
        }
    }

    /** As {@link JointLogitColumns}. */
    record Joint(Place left, Place right) implements Function {
        @Override
        public void one(float[][] vectors, int column, float[] to) {
            float a = left.value(vectors, column);
            to[column] = JointLogits.logit(a, right.value(vectors, column), Transcendentals.STRICT);
        }

        @Override
        public void some(float[][][] lines, int column, float[] to, int rows) {
            float[] a = left.line(lines, column);
            float[] b = right.line(lines, column);
            for (int row = 0; row < rows; row++) {
                to[row] = JointLogits.logit(a[row], b[row], Transcendentals.STRICT);
            }
        }
    }

    /** As {@link DotColumns}. */
    record Dots(Place left, Place right, ColumnOperation.Dots form) implements Function {
        @Override
        public void one(float[][] vectors, int column, float[] to) {
            int a = form.pairs().get(column).left() * form.width();
            int b = form.pairs().get(column).right() * form.width();
            float sum = 0;
            for (int i = 0; i < form.width(); i++) {
                float product = left.value(vectors, a + i) * right.value(vectors, b + i);
                sum += ColumnLoops.bounded(product);
            }
            to[column] = sum * form.factor();
        }

        @Override
        public void some(float[][][] lines, int column, float[] to, int rows) {
            int a = form.pairs().get(column).left() * form.width();
            int b = form.pairs().get(column).right() * form.width();
            Arrays.fill(to, 0, rows, 0);
            for (int i = 0; i < form.width(); i++) {
                ColumnLoops.addBoundedProducts(left.line(lines, a + i), right.line(lines, b + i), to, rows);
            }
            ColumnLoops.scale(to, 0, rows, form.factor());
        }
    }
}
