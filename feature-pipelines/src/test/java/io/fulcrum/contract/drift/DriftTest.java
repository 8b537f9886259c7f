package io.fulcrum.contract.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.contract.Json;
import io.fulcrum.contract.drift.Bins.Kind;
import io.fulcrum.contract.drift.FeatureDrift.Change;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriftTest {
    private static final Bins USER = new Bins.Ids(5, 1, List.of(2, 3), List.of("u1", "u2"));
    private static final Bins AGE = new Bins.Ranges(List.of(Math.nextDown(18.0), 30.5, 90.0));

    @Test
    void of_splitAgainstTraining_hasTheLargestPsiFirst() {
        FeatureDistributions model = distributions(
                new FeatureDistribution("user", USER, Map.of("train", List.of(10L, 0L, 60L, 30L, 0L, 0L))),
                new FeatureDistribution("age", AGE, Map.of("train", List.of(0L, 0L, 50L, 50L, 0L))));
        FeatureDistributions rows = distributions(
                new FeatureDistribution("user", USER, Map.of("test", List.of(10L, 0L, 60L, 30L, 0L, 0L))),
                new FeatureDistribution("age", AGE, Map.of("test", List.of(50L, 0L, 0L, 50L, 0L))));

        Drift drift = Drift.of(model, rows, "test").orElseThrow();

        assertThat(drift.features()).extracting(FeatureDrift::feature).containsExactly("age", "user");
        assertThat(drift.features().get(0).share(Kind.MISSING)).isEqualTo(new Change(0, 0.5));
        assertThat(drift.features().get(1).divergence().psi()).isZero();
        assertThat(drift.features().get(1).share(Kind.MISSING)).isEqualTo(new Change(0.1, 0.1));
        assertThat(drift.features().get(1).has(Kind.UNSEEN)).isFalse();
        assertThat(Drift.of(model, rows, "validation")).isEmpty();
        assertThat(Drift.of(rows, rows, "test")).isEmpty();
    }

    @Test
    void of_valuesThatTheVocabularyGotLater_areUnseenToAModelFromBefore() {
        FeatureDistributions before = distributions(
                new FeatureDistribution("user", USER, Map.of("train", List.of(0L, 1L, 60L, 39L, 0L, 0L))));
        FeatureDistributions after = distributions(new FeatureDistribution(
                "user",
                USER,
                Map.of("train", List.of(0L, 1L, 50L, 29L, 0L, 20L), "test", List.of(0L, 2L, 5L, 2L, 0L, 1L))));

        FeatureDrift old =
                Drift.of(before, after, "test").orElseThrow().features().get(0);
        FeatureDrift grown =
                Drift.of(after, after, "test").orElseThrow().features().get(0);

        assertThat(old.share(Kind.UNSEEN)).isEqualTo(new Change(0.01, 0.3));
        assertThat(old.has(Kind.ADDED)).isFalse();
        assertThat(grown.share(Kind.UNSEEN)).isEqualTo(new Change(0.01, 0.2));
        assertThat(grown.share(Kind.ADDED)).isEqualTo(new Change(0.2, 0.1));
    }

    @Test
    void of_otherBins_isEmpty() {
        FeatureDistributions model =
                distributions(new FeatureDistribution("age", AGE, Map.of("train", List.of(0L, 0L, 50L, 50L, 0L))));
        FeatureDistributions rows = distributions(new FeatureDistribution(
                "age", new Bins.Ranges(List.of(1.0, 2.0, 3.0)), Map.of("test", List.of(0L, 0L, 50L, 50L, 0L))));

        assertThat(Drift.of(model, rows, "test")).isEmpty();
    }

    @Test
    void bins_labels_areForPeople() {
        assertThat(AGE.bins())
                .extracting(Bins.Bin::label)
                .containsExactly("missing", "below 18", "18 to 30.5", "30.5 to 90", "above 90");
        assertThat(new Bins.Ranges(List.of(Math.nextDown(0.0), 0.0, 1.25e-9, 123456789.0)).bins())
                .extracting(Bins.Bin::label)
                .containsExactly("missing", "below 0", "0", "0 to 1.25E-9", "1.25E-9 to 1.2346E+8", "above 1.2346E+8");
        assertThat(USER.bins())
                .extracting(Bins.Bin::label)
                .containsExactly("missing", "unseen", "u1", "u2", "all others", "added later");
    }

    @Test
    void cell_ids_areAloneOrShareWithEvery512th() {
        assertThat(Bins.Ids.cell(1023)).isEqualTo(1023);
        assertThat(Bins.Ids.cell(1024)).isEqualTo(512);
        assertThat(Bins.Ids.cell(1_000_000)).isEqualTo(512 + 1_000_000 % 512);
        assertThat(Bins.Ids.isExact(511, 1_000_000)).isTrue();
        assertThat(Bins.Ids.isExact(512, 1024)).isTrue();
        assertThat(Bins.Ids.isExact(512, 1025)).isFalse();
    }

    @Test
    void parse_file_isReadBackAndRefusedIfDamaged() {
        FeatureDistributions written = distributions(
                new FeatureDistribution("user", USER, Map.of("train", List.of(10L, 0L, 60L, 30L, 0L, 0L))),
                new FeatureDistribution("age", AGE, Map.of("train", List.of(0L, 0L, 50L, 50L, 0L))));
        String json = Json.pretty(written);

        assertThat(FeatureDistributions.parse(json, "d.json")).isEqualTo(written);
        assertThatThrownBy(() -> FeatureDistributions.parse(json.replace("\"schema\" : 1", "\"schema\" : 2"), "d.json"))
                .hasMessage("The file of feature distributions d.json has schema version 2, this program reads version"
                        + " 1. Use the version of Fulcrum that wrote it.");
        assertThatThrownBy(() -> FeatureDistributions.parse(json.replace("0, 0, 50, 50, 0", "0, 0, 50, 0"), "d.json"))
                .hasMessageContaining("Feature \"age\" has 4 counts of 5 bins in split train, but needs one for each,"
                        + " none negative and at least one positive.");
        assertThatThrownBy(() -> FeatureDistributions.parse(json.replace("0, 0, 50, 50", "0, 0, -5, 50"), "d.json"))
                .hasMessageContaining("none negative");
        assertThatThrownBy(() -> FeatureDistributions.parse(json.replace("30.5", "0.5"), "d.json"))
                .hasMessageContaining("Edge 0.5 of a range is not finite or not above the one before.");
        assertThatThrownBy(() -> FeatureDistributions.parse(json.replace("[ 2, 3 ]", "[ 2, 2 ]"), "d.json"))
                .hasMessageContaining("have 2 cells and 2 names, which do not fit");
    }

    private static FeatureDistributions distributions(FeatureDistribution... features) {
        return new FeatureDistributions(FeatureDistributions.SCHEMA, "f00d", List.of(features));
    }
}
