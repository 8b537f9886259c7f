package io.fulcrum.export;

import java.util.List;

/**
 * An input or output of a graph.
 *
 * @param shape names of dimensions whose size is known only when the graph runs
 */
record Port(String name, ElementType type, List<String> shape) {
    Port {
        shape = List.copyOf(shape);
    }
}
