package io.fulcrum.model;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/** Loops of the engine in the words of the Vector API; counts are multiples of the vector's length. */
final class VectorLoops {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int LENGTH = SPECIES.length();
    private static final ByteOrder ORDER = ByteOrder.nativeOrder();

    private VectorLoops() {}

    static void addThenRectify(float[] values, int from, int count, float summand) {
        for (int i = from; i < from + count; i += LENGTH) {
            FloatVector.fromArray(SPECIES, values, i).add(summand).max(0f).intoArray(values, i);
        }
    }

    static void addThenRectify(ByteBuffer values, int from, int count, float summand) {
        for (int i = from * Float.BYTES; i < (from + count) * Float.BYTES; i += SPECIES.vectorByteSize()) {
            read(values, i).add(summand).max(0f).intoByteBuffer(values, i, ORDER);
        }
    }

    static void zeroWhereZero(float[] values, float[] gradients, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector value = FloatVector.fromArray(SPECIES, values, i);
            FloatVector gradient = FloatVector.fromArray(SPECIES, gradients, i);
            gradient.blend(0f, value.compare(VectorOperators.LE, 0f)).intoArray(gradients, i);
        }
    }

    static void zeroWhereZero(ByteBuffer values, ByteBuffer gradients, int count) {
        for (int i = 0; i < count * Float.BYTES; i += SPECIES.vectorByteSize()) {
            FloatVector value = read(values, i);
            read(gradients, i).blend(0f, value.compare(VectorOperators.LE, 0f)).intoByteBuffer(gradients, i, ORDER);
        }
    }

    static void adam(AdamArrays<float[]> arrays, AdamFactors factors, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector gradient = FloatVector.fromArray(SPECIES, arrays.gradients(), i);
            FloatVector m = first(FloatVector.fromArray(SPECIES, arrays.first(), i), gradient, factors);
            FloatVector v = second(FloatVector.fromArray(SPECIES, arrays.second(), i), gradient, factors);
            m.intoArray(arrays.first(), i);
            v.intoArray(arrays.second(), i);
            FloatVector.fromArray(SPECIES, arrays.values(), i)
                    .sub(way(m, v, factors))
                    .intoArray(arrays.values(), i);
        }
    }

    static void adamDirect(AdamArrays<ByteBuffer> arrays, AdamFactors factors, int count) {
        for (int i = 0; i < count * Float.BYTES; i += SPECIES.vectorByteSize()) {
            FloatVector gradient = read(arrays.gradients(), i);
            FloatVector m = first(read(arrays.first(), i), gradient, factors);
            FloatVector v = second(read(arrays.second(), i), gradient, factors);
            m.intoByteBuffer(arrays.first(), i, ORDER);
            v.intoByteBuffer(arrays.second(), i, ORDER);
            read(arrays.values(), i).sub(way(m, v, factors)).intoByteBuffer(arrays.values(), i, ORDER);
        }
    }

    static void copy(float[] from, int fromAt, float[] to, int toAt, int count) {
        for (int i = 0; i < count; i += LENGTH) {
            FloatVector.fromArray(SPECIES, from, fromAt + i).intoArray(to, toAt + i);
        }
    }

    private static FloatVector first(FloatVector moment, FloatVector gradient, AdamFactors factors) {
        return moment.mul(factors.decay1()).add(gradient.mul(1 - factors.decay1()));
    }

    private static FloatVector second(FloatVector moment, FloatVector gradient, AdamFactors factors) {
        return moment.mul(factors.decay2()).add(gradient.mul(gradient).mul(1 - factors.decay2()));
    }

    private static FloatVector way(FloatVector first, FloatVector second, AdamFactors factors) {
        return first.mul(factors.rate()).div(second.sqrt().mul(factors.scale()).add(factors.epsilon()));
    }

    private static FloatVector read(ByteBuffer bytes, int at) {
        return FloatVector.fromByteBuffer(SPECIES, bytes, at, ORDER);
    }
}
