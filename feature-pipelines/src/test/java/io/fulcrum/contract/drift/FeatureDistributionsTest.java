package io.fulcrum.contract.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.contract.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureDistributionsTest {
    @Test
    void parse_fileOfSchema1_isReadAndWrittenToTheByte() throws IOException {
        String json = golden();

        FeatureDistributions read = FeatureDistributions.parse(json, "d.json");

        assertThat(read.features()).extracting(FeatureDistribution::feature).containsExactly("tags", "bucketed");
        assertThat(read.bins("tags").orElseThrow().bins())
                .hasSize(13)
                .startsWith(new Bins.Bin(Bins.Kind.MISSING, "missing"))
                .contains(new Bins.Bin(Bins.Kind.VALUE, "t7"));
        assertThat(read.bins("bucketed").orElseThrow()).isInstanceOf(Bins.Ranges.class);
        assertThat(read.find("tags").orElseThrow().counts("train").orElseThrow())
                .isEqualTo(List.of(353L, 0L, 442L, 434L, 431L, 412L, 408L, 407L, 405L, 398L, 390L, 0L, 0L));
        assertThat(Json.pretty(read)).isEqualTo(json);
    }

    @Test
    void parse_laterSchema_isRefused() throws IOException {
        String later = golden().replaceFirst("\"schema\" : 1", "\"schema\" : 2");

        assertThatThrownBy(() -> FeatureDistributions.parse(later, "d.json"))
                .hasMessage(
                        "The file of feature distributions d.json has schema version 2, this program reads version 1."
                                + " Use the version of Fulcrum that wrote it.");
    }

    private static String golden() throws IOException {
        try (InputStream file = FeatureDistributionsTest.class.getResourceAsStream("feature-distributions-1.json")) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
