package io.fulcrum.model.layer;

import static java.util.Objects.requireNonNull;

import io.fulcrum.model.graph.Factors;
import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.Operation;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.Penalty;
import io.fulcrum.model.layer.Measures.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What was measured of a network in a round, read out.
 *
 * @param terms by name, the mean that each term added to the loss over the steps of the round
 * @param penalties by kind, what parameters added to the loss at the end of the round
 * @param deadUnits by hidden layer, for each of its experts (one where it has none) the share of units that were above
 *     0 in no row of the probe
 * @param gates by name, of the rows of the probe
 */
public record NetworkReadings(
        Map<String, Double> terms,
        Map<String, Double> penalties,
        Map<String, List<Double>> deadUnits,
        Map<String, Gate> gates) {
    /** Of a network of which nothing was measured. */
    public static final NetworkReadings NONE = new NetworkReadings(Map.of(), Map.of(), Map.of(), Map.of());

    /**
     * A mixture's shares.
     *
     * @param load mean share of each part
     * @param entropy mean over rows, in nats: 0 where each row has one part, the logarithm of their number where each
     *     has all equally
     */
    public record Gate(List<Double> load, double entropy) {}

    /**
     * Reads measures out.
     *
     * @param parameters at the end of the round
     * @param round that schedules follow, from 0
     */
    public static NetworkReadings of(NetworkGraph graph, Measures measures, float[] parameters, int round) {
        Map<String, Integer> experts = NetworkParts.experts(graph);
        Map<String, Double> terms = new TreeMap<>();
        measures.means(Kind.TERM).forEach((name, value) -> terms.put(name, value[0]));
        Map<String, List<Double>> dead = new TreeMap<>();
        measures.means(Kind.ACTIVE)
                .forEach((layer, active) -> dead.put(layer, dead(active, requireNonNull(experts.get(layer)))));
        Map<String, double[]> entropies = measures.means(Kind.ENTROPY);
        Map<String, Gate> gates = new TreeMap<>();
        measures.means(Kind.LOAD)
                .forEach((name, load) -> gates.put(name, new Gate(list(load), requireNonNull(entropies.get(name))[0])));
        return new NetworkReadings(terms, penalties(graph, parameters, round), dead, gates);
    }

    private static Map<String, Double> penalties(NetworkGraph graph, float[] parameters, int round) {
        Map<String, Double> penalties = new TreeMap<>();
        for (Penalty penalty : graph.penalties()) {
            double value = PenaltyTerms.of(graph.layout(), penalty).value(parameters);
            penalties.merge(kind(penalty), value, Double::sum);
        }
        for (Operation operation : graph.operations()) {
            if (operation instanceof Operation.Blend blend && !(blend.factors() instanceof Factors.Plain)) {
                penalties.merge(kind(blend.factors()), ofGates(blend, graph.layout(), parameters, round), Double::sum);
            }
        }
        return penalties;
    }

    /** What logs call terms of a kind. */
    private static String kind(Object term) {
        String name = term.getClass().getSimpleName();
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }

    private static double ofGates(Operation.Blend blend, ParameterLayout layout, float[] parameters, int round) {
        double sum = 0;
        for (int i = 0; i < blend.sources().size(); i++) {
            sum += blend.factors().penalty(parameters[blend.numbers(layout) + i], round);
        }
        return sum;
    }

    /** Returns the share of each part's units that were never active. */
    private static List<Double> dead(double[] active, int parts) {
        List<Double> shares = new ArrayList<>();
        int units = active.length / parts;
        for (int part = 0; part < parts; part++) {
            int dead = 0;
            for (int unit = part * units; unit < (part + 1) * units; unit++) {
                dead += active[unit] == 0 ? 1 : 0;
            }
            shares.add((double) dead / units);
        }
        return shares;
    }

    private static List<Double> list(double[] values) {
        List<Double> list = new ArrayList<>();
        for (double value : values) {
            list.add(value);
        }
        return list;
    }
}
