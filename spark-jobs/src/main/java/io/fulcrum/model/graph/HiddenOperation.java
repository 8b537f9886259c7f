package io.fulcrum.model.graph;

import io.fulcrum.model.graph.NetworkGraph.Value;
import java.util.ArrayList;
import java.util.List;

/** What hidden layers do besides a dense layer and an activation. */
public sealed interface HiddenOperation extends Operation.OneValue {
    Value below();

    @Override
    default List<Value> inputs() {
        return List.of(below());
    }

    /**
     * Normalises each block of columns: gain · (x - mean) / deviation + shift, or gain · x / root mean square.
     *
     * @param name its arrays are {@code name_g} and, where the mean is subtracted, {@code name_s}
     */
    record Norm(String name, Value below, int blocks, Normalisation kind, Value output) implements HiddenOperation {
        public Norm {
            if (kind.centres() && below.width() == blocks) {
                throw new IllegalArgumentException("Layer \"" + name + "\" has one unit, of which layer normalisation"
                        + " leaves nothing. Set network.normalisation = rms, or wider layers.");
            }
        }

        /** Columns of a block. */
        public int width() {
            return below.width() / blocks;
        }

        /** Where the gains begin among the parameters, [column]. */
        public int gains(ParameterLayout layout) {
            return layout.at(name + "_g");
        }

        /** Where the shifts begin among the parameters, [column]; only where the mean is subtracted. */
        public int shifts(ParameterLayout layout) {
            return layout.at(name + "_s");
        }

        @Override
        public List<Array> arrays() {
            List<Array> arrays = new ArrayList<>();
            arrays.add(new Array(name + "_g", output, below.width(), new Start.Constant(List.of(1.0))));
            if (kind.centres()) {
                arrays.add(new Array(name + "_s", output, below.width(), Start.ZERO));
            }
            return arrays;
        }

        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.norm(this);
        }
    }

    /**
     * Sets entries to zero at random in training steps, and divides the others by the share of those that are left
     * (Srivastava et al., Dropout, JMLR 2014, section 10); scoring changes nothing.
     *
     * @param share of the entries that are dropped, in [0, 1)
     */
    record Dropout(Value below, double share, Value output) implements HiddenOperation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.dropout(this);
        }
    }

    /**
     * Leaves parts of a mixture out at random in training steps, by scores of which a softmax makes 0, so that the
     * shares of the others still add up to 1 (Zhao et al., Recommending What Video to Watch Next, RecSys 2019). A row
     * of which all parts would be left out keeps them; scoring changes nothing.
     *
     * @param below scores of one mixture
     * @param share of the parts that are left out, in [0, 1)
     */
    record GateDropout(Value below, double share, Value output) implements HiddenOperation {
        @Override
        public <R> R accept(Visitor<R> visitor) {
            return visitor.gateDropout(this);
        }
    }
}
