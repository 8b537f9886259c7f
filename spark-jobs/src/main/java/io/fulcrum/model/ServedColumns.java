package io.fulcrum.model;

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
                Place source = sources.get(i);
                sum += factors[i] * vectors[source.output()][source.column() + column];
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

    /** As {@link ConcatColumns}. */
    record Concat(List<Place> sources) implements Function {
        @Override
        public void one(float[][] vectors, int column, float[] to) {
            int within = column;
            int source = 0;
            while (within >= sources.get(source).width()) {
                within -= sources.get(source++).width();
            }
            Place place = sources.get(source);
            to[column] = vectors[place.output()][place.column() + within];
        }

        @Override
        public void some(float[][][] lines, int column, float[] to, int rows) {
            int within = column;
            int source = 0;
            while (within >= sources.get(source).width()) {
                within -= sources.get(source++).width();
            }
            System.arraycopy(sources.get(source).line(lines, within), 0, to, 0, rows);
        }
    }

    /** As {@link ProductColumns}. */
    record Product(Place left, Place right, float factor) implements Function {
        @Override
        public void one(float[][] vectors, int column, float[] to) {
            float a = vectors[left.output()][left.column() + column];
            to[column] = factor * a * vectors[right.output()][right.column() + column];
        }

        @Override
        public void some(float[][][] lines, int column, float[] to, int rows) {
            float[] a = left.line(lines, column);
            float[] b = right.line(lines, column);
            for (int row = 0; row < rows; row++) {
                to[row] = factor * a[row] * b[row];
            }
        }
    }

    /** As {@link CurveColumns}. */
    record OfCurve(Place below, Curve curve) implements Function {
        @Override
        public void one(float[][] vectors, int column, float[] to) {
            to[column] = (float) curve.at(vectors[below.output()][below.column() + column], Transcendentals.STRICT);
        }

        @Override
        public void some(float[][][] lines, int column, float[] to, int rows) {
            float[] from = below.line(lines, column);
            for (int row = 0; row < rows; row++) {
                to[row] = (float) curve.at(from[row], Transcendentals.STRICT);
            }
        }
    }

    /** As {@link JointLogitColumns}. */
    record Joint(Place left, Place right) implements Function {
        @Override
        public void one(float[][] vectors, int column, float[] to) {
            float a = vectors[left.output()][left.column() + column];
            to[column] = JointLogits.logit(a, vectors[right.output()][right.column() + column], Transcendentals.STRICT);
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
}
