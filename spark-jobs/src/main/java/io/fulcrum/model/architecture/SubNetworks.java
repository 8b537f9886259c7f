package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.GraphBuilder;
import io.fulcrum.model.graph.HardConcrete;
import io.fulcrum.model.graph.NetworkGraph.Value;
import io.fulcrum.model.graph.Operation.Activation;
import io.fulcrum.model.graph.SizeLimits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Sub-network routing (Ma et al., SNR, AAAI 2019, section 3): levels of sub-networks, each of which reads a sum over
 * those of the level below, every connection with a hard concrete gate of its own ({@link HardConcrete}). The
 * first level reads the input; a head reads a gated sum over the last level.
 *
 * @param levels at least one
 * @param count of sub-networks at each level
 * @param penalty factor of the expected number of open connections, added to the loss
 * @param layers of a sub-network
 */
record SubNetworks(int levels, int count, double penalty, List<Integer> layers) {
    /** The log α with which gates start: open 95 % of the time. */
    private static final double OPEN = 1.7;

    SubNetworks {
        SizeLimits.checkedLevels(levels, "sub-networks");
        if (count < 1) {
            throw new IllegalArgumentException("subNetworks = " + count
                    + " must be at least 1. Set how many sub-networks a level has, for example 4.");
        }
        SizeLimits.checkedUnits("subNetworks", count);
        SizeLimits.checkedFactor("penalty", penalty, "1e-4");
    }

    /** How the output of a sub-network gets to its reader. */
    interface Connection {
        Value of(String name, Value from);
    }

    /** Returns [task] what heads read. */
    List<Value> build(GraphBuilder graph, int tasks, Connection connection) {
        List<Value> outputs = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            outputs.add(graph.stack("sub0-" + i + "-", graph.input(), layers));
        }
        for (int level = 1; level < levels; level++) {
            List<Value> next = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String name = level + "-" + i;
                next.add(graph.stack("sub" + name + "-", routed(graph, name, outputs, connection), layers));
            }
            outputs = next;
        }
        List<Value> read = new ArrayList<>();
        for (int task = 0; task < tasks; task++) {
            read.add(routed(graph, "head" + task, outputs, connection));
        }
        return read;
    }

    private Value routed(GraphBuilder graph, String to, List<Value> from, Connection connection) {
        List<Value> arriving = new ArrayList<>();
        for (int i = 0; i < from.size(); i++) {
            arriving.add(connection.of("route" + to + "-" + i, from.get(i)));
        }
        List<Double> open = Collections.nCopies(from.size(), OPEN);
        return graph.blend("gates" + to, arriving, new HardConcrete(penalty), open);
    }

    /** A matrix for each connection. */
    static Connection matrices(GraphBuilder graph) {
        return (name, from) -> graph.dense(name, from, from.width(), Activation.IDENTITY);
    }

    /** What a sub-network puts out, as it is. */
    static Connection identity() {
        return (name, from) -> from;
    }
}
