package io.fulcrum.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FeatureManifestTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "user"})
  void parse_ownJson_givesTheSame(String group) {
    FeatureManifest manifest = manifest(group);
    assertThat(FeatureManifest.parse(Json.pretty(manifest), "m.json")).isEqualTo(manifest);
    assertThat(FeatureManifest.parse(Json.line(manifest), "m.json")).isEqualTo(manifest);
  }

  @Test
  void parse_editedFeature_isRefused() {
    String edited = Json.line(manifest("")).replace("\"rows\":7", "\"rows\":8");
    assertThatThrownBy(() -> FeatureManifest.parse(edited, "m.json")).isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it was edited. Prepare the data again");
  }

  private static FeatureManifest manifest(String group) {
    TaskSet tasks = new TaskSet(List.of(new TaskSpec("buy", "bought", TaskType.BINARY)));
    FeatureSchema schema = new FeatureSchema(List.of(
        FeatureColumn.numeric("age"), FeatureColumn.categorical("city", 7)));
    Map<String, Map<String, Object>> encodings = Map.of("age", Map.of("encoding", "identity"));
    SplitSummary summary = new SplitSummary(10, List.of(new SplitSummary.LabelSummary(9, 3)));
    String fingerprint = FeatureManifest.fingerprint(tasks, schema, encodings);
    return new FeatureManifest(FeatureManifest.SCHEMA, fingerprint, tasks, schema,
        List.of("id"), group, encodings,
        Map.of("train", summary, "validation", summary, "test", summary), Map.of("source", "a.parquet"));
  }
}
