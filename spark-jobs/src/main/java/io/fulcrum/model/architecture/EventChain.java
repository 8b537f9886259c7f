package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.LossTerm.TaskLogit;
import io.fulcrum.model.graph.NetworkGraph.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The towers of a chain of events, such as click, then conversion (Ma et al., ESMM, SIGIR 2018, eq. 2 and 3).
 *
 * @param steps [task] logits of an event where the one before it happened
 * @param events [task] logits of an event over all rows: of the product of the probabilities of the steps up to it
 */
record EventChain(List<Value> steps, List<Value> events) {

    /** Adds a bottom and a head for each step. */
    static EventChain of(GraphBuilder graph, int tasks, List<Integer> bottomLayers, List<Integer> headLayers) {
        List<Value> steps = new ArrayList<>();
        List<Value> events = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            Value bottom = graph.stack("bottom" + task + "-", graph.input(), bottomLayers);
            Value step = graph.head(task, bottom, headLayers);
            steps.add(step);
            events.add(task == 0 ? step : graph.jointLogit("joint" + task, events.get(task - 1), step));
        }
        return new EventChain(steps, events);
    }

    /** Returns the logit of a step as one of its task. */
    TaskLogit step(int task) {
        return new TaskLogit(task, steps.get(task));
    }

    /** Returns the logit of the event before a task's: the propensity with which the task's step is observed. */
    Value before(int task) {
        return events.get(task - 1);
    }
}
