package io.fulcrum.dl4j;

import java.util.Arrays;
import java.util.Optional;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.scalar.Step;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.ops.transforms.Transforms;

/** An activation function whose derivative follows from its value, so that the way back needs no sums of inputs. */
enum FusedActivation {
    IDENTITY(Activation.IDENTITY) {
        @Override
        void apply(INDArray sums) {
            // The sums themselves.
        }

        @Override
        void slope(INDArray value, INDArray slope) {
            slope.assign(1);
        }
    },
    RELU(Activation.RELU) {
        @Override
        void apply(INDArray sums) {
            Transforms.relu(sums, false);
        }

        @Override
        void slope(INDArray value, INDArray slope) {
            Nd4j.exec(new Step(value, slope));
        }
    },
    SIGMOID(Activation.SIGMOID) {
        @Override
        void apply(INDArray sums) {
            Transforms.sigmoid(sums, false);
        }

        @Override
        void slope(INDArray value, INDArray slope) {
            value.rsubi(1, slope).muli(value);
        }
    },
    TANH(Activation.TANH) {
        @Override
        void apply(INDArray sums) {
            Transforms.tanh(sums, false);
        }

        @Override
        void slope(INDArray value, INDArray slope) {
            value.muli(value, slope).rsubi(1);
        }
    };

    private final IActivation function;

    FusedActivation(Activation function) {
        this.function = function.getActivationFunction();
    }

    static Optional<FusedActivation> of(IActivation function) {
        return Arrays.stream(values())
                .filter(known -> known.function.equals(function))
                .findFirst();
    }

    /** Replaces sums by their activations. */
    abstract void apply(INDArray sums);

    /** Fills in the derivative where the function has this value. */
    abstract void slope(INDArray value, INDArray slope);
}
