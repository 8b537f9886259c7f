package io.fulcrum.export;

import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.TaskType;
import java.util.List;

/**
 * What an output of an exported model is.
 *
 * @param unit {@code probability}, or {@code label} for a number in the label's own unit
 * @param labelScale that turns the network's output into the label's unit, which the graph has done
 */
record ExportedOutput(
        String name, String task, TaskType kind, String unit, String type, List<String> shape, LabelScale labelScale) {}
