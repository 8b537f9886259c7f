package io.fulcrum.model.layer;

import io.fulcrum.model.graph.NetworkGraph;
import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.Penalty;
import io.fulcrum.model.kernel.FlatParameters;
import java.util.List;

/** The penalties of a network in the form that training computes. */
public final class PenaltyTerms implements Penalty.Visitor<PenaltyTerms.Term> {
    private final ParameterLayout layout;

    private PenaltyTerms(ParameterLayout layout) {
        this.layout = layout;
    }

    /** A penalty whose arrays have been found. */
    public interface Term {
        /** Returns what is added to the loss. */
        double value(float[] parameters);

        /** Adds its gradient to that of the losses. */
        void addGradient(FlatParameters parameters);
    }

    public static List<Term> of(NetworkGraph graph) {
        return graph.penalties().stream()
                .map(penalty -> of(graph.layout(), penalty))
                .toList();
    }

    public static Term of(ParameterLayout layout, Penalty penalty) {
        return penalty.accept(new PenaltyTerms(layout));
    }

    @Override
    public Term distanceToMean(Penalty.DistanceToMean penalty) {
        return new DistanceToMeanTerm(penalty.strength(), places(penalty.arrays()), length(penalty.arrays()));
    }

    @Override
    public Term traceNorm(Penalty.TraceNorm penalty) {
        return new TraceNormTerm(penalty.strength(), places(penalty.arrays()), length(penalty.arrays()));
    }

    @Override
    public Term orthogonality(Penalty.Orthogonality penalty) {
        return new OrthogonalityTerm(
                penalty.strength(), weights(penalty.first(), penalty), weights(penalty.second(), penalty));
    }

    @Override
    public Term equalChoices(Penalty.EqualChoices penalty) {
        return new EqualChoicesTerm(penalty.strength(), places(penalty.arrays()), length(penalty.arrays()));
    }

    private OrthogonalityTerm.Weights weights(String name, Penalty.Orthogonality penalty) {
        return new OrthogonalityTerm.Weights(layout.at(name), layout.length(name) / penalty.inputs(), penalty.inputs());
    }

    private int[] places(List<String> arrays) {
        return arrays.stream().mapToInt(layout::at).toArray();
    }

    private int length(List<String> arrays) {
        return layout.length(arrays.get(0));
    }
}
