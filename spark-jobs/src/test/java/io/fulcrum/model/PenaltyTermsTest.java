package io.fulcrum.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.graph.ParameterLayout;
import io.fulcrum.model.graph.ParameterLayout.Shared;
import io.fulcrum.model.graph.ParameterLayout.Slice;
import io.fulcrum.model.graph.Penalty;
import io.fulcrum.model.kernel.FlatParameters;
import io.fulcrum.model.layer.PenaltyTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PenaltyTermsTest {
    private static final List<String> ALL = List.of("a", "b", "c");
    private static final int LENGTH = 12;

    static List<Penalty> penalties() {
        return List.of(
                new Penalty.DistanceToMean(0.7, ALL),
                new Penalty.TraceNorm(0.7, ALL),
                new Penalty.EqualChoices(0.7, ALL),
                new Penalty.Orthogonality(0.7, "a", "b", 4));
    }

    @ParameterizedTest
    @MethodSource("penalties")
    void addGradient_equalsDifferencesOfTheValue(Penalty penalty) {
        PenaltyTerms.Term term = term(penalty);
        float[] parameters = PlainStep.normals(ALL.size() * LENGTH, new Random(3));
        float[] gradients = new float[parameters.length];
        gradients[5] = 2; // of the losses
        term.addGradient(new FlatParameters(parameters, gradients));
        for (int i = 0; i < parameters.length; i++) {
            float value = parameters[i];
            float step = 0x1p-8f;
            parameters[i] = value + step;
            double above = term.value(parameters);
            parameters[i] = value - step;
            double below = term.value(parameters);
            parameters[i] = value;
            double expected = (above - below) / (2 * step) + (i == 5 ? 2 : 0);
            assertThat((double) gradients[i]).isCloseTo(expected, within(2e-4 * (1 + Math.abs(expected))));
        }
    }

    @Test
    void value_distanceToMean_isZeroOfEqualArrays() {
        PenaltyTerms.Term term = term(new Penalty.DistanceToMean(0.5, ALL));
        assertThat(term.value(rows(3, 3, 3))).isZero();
        assertThat(term.value(rows(1, 3, 5))).isEqualTo(0.5 * LENGTH * (4 + 0 + 4));
    }

    /** One direction of norm 12^½ · (1 + 4 + 9)^½ where arrays are multiples of each other. */
    @Test
    void value_traceNorm_isTheSumOfSingularValues() {
        PenaltyTerms.Term term = term(new Penalty.TraceNorm(0.5, ALL));
        assertThat(term.value(rows(1, 2, 3))).isCloseTo(0.5 * Math.sqrt(LENGTH * 14), within(1e-4));
        float[] apart = new float[ALL.size() * LENGTH];
        apart[0] = 3;
        apart[LENGTH + 1] = -2;
        apart[2 * LENGTH + 2] = 0.5f;
        assertThat(term.value(apart)).isCloseTo(0.5 * 5.5, within(1e-8));
    }

    @Test
    void addGradient_traceNormOfZeros_isZero() {
        float[] gradients = new float[ALL.size() * LENGTH];
        term(new Penalty.TraceNorm(1, ALL)).addGradient(new FlatParameters(new float[gradients.length], gradients));
        assertThat(gradients).containsOnly(0);
    }

    @Test
    void value_orthogonality_isZeroOfLayersThatReadDifferentInputs() {
        PenaltyTerms.Term term = term(new Penalty.Orthogonality(0.5, "a", "b", 4));
        float[] parameters = new float[ALL.size() * LENGTH];
        parameters[0] = 3; // the first layer's first output reads input 0
        parameters[LENGTH + 4 + 1] = 5; // the second layer's second output reads input 1
        assertThat(term.value(parameters)).isZero();
        parameters[LENGTH + 4] = 2;
        assertThat(term.value(parameters)).isEqualTo(0.5 * 36);
    }

    @Test
    void value_equalChoices_isTheDistanceOfProbabilities() {
        PenaltyTerms.Term term = term(new Penalty.EqualChoices(0.5, ALL));
        assertThat(term.value(rows(3, 3, 3))).isZero();
        assertThat(term.value(rows(0, 0, 100))).isCloseTo(0.5 * LENGTH * (0.5 + 0.5), within(1e-12));
        float[] gradients = new float[ALL.size() * LENGTH];
        term.addGradient(new FlatParameters(rows(1, 1, 1), gradients));
        assertThat(gradients).containsOnly(0);
    }

    private static float[] rows(float... filled) {
        float[] parameters = new float[filled.length * LENGTH];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = filled[i / LENGTH];
        }
        return parameters;
    }

    private static PenaltyTerms.Term term(Penalty penalty) {
        List<Slice> slices = new ArrayList<>();
        ALL.forEach(name -> slices.add(new Slice(name, slices.size() * LENGTH, LENGTH, new Shared())));
        return PenaltyTerms.of(new ParameterLayout(slices), penalty);
    }
}
