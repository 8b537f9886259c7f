package io.fulcrum.dl4j;

import org.nd4j.linalg.activations.IActivation;
import org.nd4j.linalg.lossfunctions.ILossFunction;

/** The loss a user's output layer was configured with, and the activation function that belongs to it. */
record OutputLoss(ILossFunction loss, IActivation activation) {}
