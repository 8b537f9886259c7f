package io.fulcrum.model;

/** A network with one logit per task, trained from outside: the caller owns losses, optimiser and task weights. */
public final class MultiTaskNetwork implements AutoCloseable {

  private MultiTaskNetwork() {
  }

  /** Builds the network with parameters drawn from the seed alone. */
  public static MultiTaskNetwork build(Architecture architecture, int inputWidth, int tasks, long seed) {
    throw new IllegalStateException("MultiTaskNetwork is not built yet");
  }

  /** Which parameters are shared and which belong to a head. */
  public ParameterLayout layout() {
    throw new IllegalStateException("MultiTaskNetwork is not built yet");
  }

  /** Copies the parameters into {@code target}, in the order of the layout. */
  public void parameters(float[] target) {
    throw new IllegalStateException("MultiTaskNetwork is not built yet");
  }

  /** Replaces all parameters, in the order of the layout. */
  public void setParameters(float[] parameters) {
    throw new IllegalStateException("MultiTaskNetwork is not built yet");
  }

  /**
   * Scores rows.
   *
   * @param input [row][input]
   * @param logits [task][row], filled
   */
  public void forward(float[] input, int rows, float[] logits) {
    throw new IllegalStateException("MultiTaskNetwork is not built yet");
  }

  /** As {@link #forward}, keeping what {@link #backward} needs. */
  public void forwardForTraining(float[] input, int rows, float[] logits) {
    throw new IllegalStateException("MultiTaskNetwork is not built yet");
  }

  /**
   * Gradients of the weighted sum of the tasks' losses at the last {@link #forwardForTraining}; may be called again
   * with other arguments. Shared parameters and inputs see the task weights, heads do not: the step of a head does
   * not change with the weight of its task.
   *
   * @param logitGradients [task][row]
   * @param taskWeights [task]
   * @param parameterGradients [parameter], overwritten
   * @param inputGradients [row][input], overwritten
   */
  public void backward(
      float[] logitGradients, double[] taskWeights, float[] parameterGradients, float[] inputGradients) {
    throw new IllegalStateException("MultiTaskNetwork is not built yet");
  }

  /**
   * Adds one task's gradient of the shared parameters at the last {@link #forwardForTraining}.
   *
   * @param logitGradients [task][row], of which only the task's own are used
   * @param target [shared parameter], added to
   */
  public void sharedGradient(int task, float[] logitGradients, double[] target) {
    throw new IllegalStateException("MultiTaskNetwork is not built yet");
  }

  @Override
  public void close() {
    throw new IllegalStateException("MultiTaskNetwork is not built yet");
  }
}
