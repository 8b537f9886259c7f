package io.fulcrum.evaluate;

import java.util.List;
import java.util.Map;

/**
 * What a round's log tells of the network; empty where nothing was measured.
 *
 * @param terms by name, what was added to the loss of a step
 * @param penalties by kind, what parameters added to the loss
 * @param deadUnits by hidden layer, for each of its experts the share of units that were above 0 in no row; one number
 *     where it has no experts
 * @param gates by name
 * @param gradientNorms by shared layer, then by task
 */
public record NetworkEntry(
        Map<String, Double> terms,
        Map<String, Double> penalties,
        Map<String, List<Double>> deadUnits,
        Map<String, Gate> gates,
        Map<String, Map<String, Double>> gradientNorms) {
    public static final NetworkEntry UNKNOWN = new NetworkEntry(Map.of(), Map.of(), Map.of(), Map.of(), Map.of());

    public NetworkEntry {
        terms = Immutable.copyInOrder(terms);
        penalties = Immutable.copyInOrder(penalties);
        deadUnits = Immutable.copyInOrder(deadUnits);
        gates = Immutable.copyInOrder(gates);
        gradientNorms = Immutable.copyInOrder(gradientNorms);
    }

    /**
     * A gate over experts.
     *
     * @param load mean share of each expert
     * @param entropy mean over rows, in nats
     */
    public record Gate(List<Double> load, double entropy) {
        public Gate {
            load = List.copyOf(load);
        }
    }

    static NetworkEntry of(JsonField line) {
        return new NetworkEntry(
                RoundLogReader.losses(line, "terms"),
                RoundLogReader.losses(line, "penalties"),
                line.find("deadUnits")
                        .map(layers -> layers.map(layer -> layer.list(JsonField::number)))
                        .orElse(Map.of()),
                line.find("gates").map(gates -> gates.map(NetworkEntry::gate)).orElse(Map.of()),
                RoundLogReader.groups(line, "gradientNorms"));
    }

    private static Gate gate(JsonField gate) {
        return new Gate(
                gate.at("load").list(JsonField::number), gate.at("entropy").number());
    }
}
