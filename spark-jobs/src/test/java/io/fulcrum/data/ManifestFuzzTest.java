package io.fulcrum.data;

import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.SplitSummary;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.fuzz.FuzzRun;
import io.fulcrum.fuzz.Mutations;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Damaged feature manifests end in a manifest or in one clear message. */
class ManifestFuzzTest {
    private static final FeatureManifest MANIFEST = GeneratedPrepared.manifest(60);

    @Test
    void parse_damagedManifest_isRefusedOrRead() {
        String json = Json.pretty(MANIFEST);
        FuzzRun.of(
                25_000,
                IllegalArgumentException.class,
                mutations -> FeatureManifest.parse(damaged(mutations, json), "manifest.json"));
    }

    /** The manifest's fingerprint refuses most changes of its parts, so these are tried without it. */
    @Test
    void parse_damagedPart_isRefusedOrRead() {
        FuzzRun.of(25_000, IllegalArgumentException.class, mutations -> {
            Object part = mutations.oneOf(List.of(
                    MANIFEST.tasks(), MANIFEST.features(), MANIFEST.splits().get("train")));
            Class<?> type = part instanceof TaskSet
                    ? TaskSet.class
                    : part instanceof FeatureSchema ? FeatureSchema.class : SplitSummary.class;
            Json.parse(damaged(mutations, Json.pretty(part)), type, "feature manifest manifest.json");
        });
    }

    private static String damaged(Mutations mutations, String json) {
        return mutations.below(3) == 0 ? mutations.text(json) : mutations.json(json);
    }
}
