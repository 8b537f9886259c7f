package io.fulcrum.model;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A network with one logit per task, trained from outside: the caller owns losses, optimiser and task weights.
 *
 * <p>Not thread-safe: one per running task. Memory is reused from call to call.
 */
public final class MultiTaskNetwork implements AutoCloseable {

  private final int inputWidth;
  private final int tasks;
  private final ComputationGraph graph;
  private final TaskGraphRun run;
  private final ParameterLayout layout;
  private final LayerWorkspaceMgr workspaces = LayerWorkspaceMgr.noWorkspaces();
  private final ReusedMatrix inputMemory = new ReusedMatrix('c');
  private final ReusedMatrix[] logitGradientMemory; // [task]
  private final float[] gradientCopy; // [parameter]
  private final double[] unitWeights; // [task]
  private int trainingRows;

  private MultiTaskNetwork(ComputationGraphConfiguration configuration, int inputWidth) {
    TaskGraph taskGraph = TaskGraph.of(configuration);
    this.inputWidth = inputWidth;
    this.tasks = taskGraph.tasks();
    this.graph = taskGraph.network();
    this.run = new TaskGraphRun(taskGraph, graph);
    this.layout = taskGraph.layout(graph);
    this.logitGradientMemory = new ReusedMatrix[tasks];
    Arrays.setAll(logitGradientMemory, task -> new ReusedMatrix('f'));
    this.gradientCopy = new float[layout.size()];
    this.unitWeights = new double[tasks];
    Arrays.fill(unitWeights, 1);
  }

  /** Builds the network with parameters drawn from the seed alone. */
  public static MultiTaskNetwork build(Architecture architecture, int inputWidth, int tasks, long seed) {
    if (inputWidth < 1 || tasks < 1) {
      throw new IllegalArgumentException("Network with " + inputWidth + " input columns and " + tasks
          + " tasks: both must be at least 1. Give the network an input and a task.");
    }
    return new MultiTaskNetwork(configuration(architecture, inputWidth, tasks, seed), inputWidth);
  }

  private static ComputationGraphConfiguration configuration(
      Architecture architecture, int inputWidth, int tasks, long seed) {
    if (architecture instanceof SharedBottom bottom) {
      return new SharedBottomBuilder(bottom, inputWidth, seed).build(tasks);
    }
    return new MmoeBuilder((Mmoe) architecture, inputWidth, seed).build(tasks);
  }

  /** Which parameters are shared and which belong to a head. */
  public ParameterLayout layout() {
    return layout;
  }

  /** Copies the parameters into {@code target}, in the order of the layout. */
  public void parameters(float[] target) {
    NativeFloats.read(graph.params(), target, 0);
  }

  /** Replaces all parameters, in the order of the layout. */
  public void setParameters(float[] parameters) {
    NativeFloats.write(parameters, 0, graph.params());
  }

  /**
   * Scores rows.
   *
   * @param input [row][input]
   * @param logits [task][row], filled
   */
  public void forward(float[] input, int rows, float[] logits) {
    trainingRows = 0;
    forward(input, rows, logits, TaskGraphRun.Mode.SCORING);
  }

  /** As {@link #forward(float[], int, float[])}, keeping what {@link #backward} needs. */
  public void forwardForTraining(float[] input, int rows, float[] logits) {
    forward(input, rows, logits, TaskGraphRun.Mode.TRAINING);
    trainingRows = rows;
  }

  private void forward(float[] input, int rows, float[] logits, TaskGraphRun.Mode mode) {
    if (rows < 1 || (long) rows * inputWidth > input.length || (long) rows * tasks > logits.length) {
      throw new IllegalArgumentException("Batch of " + rows + " rows with " + input.length
          + " input values and room for " + logits.length + " logits: it needs at least one row, " + inputWidth
          + " input values a row and " + tasks + " logits a row. Pass arrays of that length.");
    }
    INDArray rowsIn = inputMemory.of(DataType.FLOAT, rows, inputWidth);
    NativeFloats.write(input, 0, rowsIn);
    INDArray[] outputs = run.forward(new INDArray[] {rowsIn}, mode, workspaces);
    for (int task = 0; task < tasks; task++) {
      NativeFloats.read(outputs[task], logits, task * rows);
    }
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
    Map<Integer, INDArray> gradients = new HashMap<>();
    for (int task = 0; task < tasks; task++) {
      gradients.put(task, logitGradient(task, logitGradients));
    }
    run.backward(gradients, taskWeights, workspaces);
    NativeFloats.read(graph.getFlattenedGradients(), parameterGradients, 0);
    NativeFloats.read(run.inputGradient(0), inputGradients, 0);
  }

  /**
   * Adds one task's gradient of the shared parameters at the last {@link #forwardForTraining}; only that task's head
   * is walked.
   *
   * @param logitGradients [task][row], of which only the task's own are used
   * @param target [shared parameter], added to
   */
  public void sharedGradient(int task, float[] logitGradients, double[] target) {
    run.backward(Map.of(task, logitGradient(task, logitGradients)), unitWeights, workspaces);
    NativeFloats.read(graph.getFlattenedGradients(), gradientCopy, 0);
    layout.addShared(gradientCopy, target);
  }

  private INDArray logitGradient(int task, float[] logitGradients) {
    if (trainingRows == 0) {
      throw new IllegalStateException("Backward pass for task " + task + " without a forward pass for training:"
          + " gradients need the activations it keeps. Call forwardForTraining first; forward drops them.");
    }
    INDArray gradient = logitGradientMemory[task].of(DataType.FLOAT, trainingRows, 1);
    NativeFloats.write(logitGradients, task * trainingRows, gradient);
    return gradient;
  }

  @Override
  public void close() {
    run.close();
    inputMemory.close();
    Arrays.stream(logitGradientMemory).forEach(ReusedMatrix::close);
  }
}
