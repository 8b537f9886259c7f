package io.fulcrum.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the lines of a command say about its start. */
class StartMarksTest {
    @Test
    void seconds_linesOfTraining_areThoseOfEachPart() {
        StartMarks marks = new StartMarks("train");
        double at = 0.5;
        for (String line : List.of(
                "train: data d -> model m",
                "starting Spark: 0:04",
                "Spark 3.5.7 on local[*]",
                "load train: 1,000 of 2,000 rows, 1 of 2 tasks, 0:04",
                "loaded train: 2,000 rows in 4.5 s",
                "round 1/2  epoch 1",
                "round 2/2  epoch 1",
                "processor 7.5 0.25")) {
            marks.line(line, at);
            at *= 2;
        }
        Map<String, Double> seconds = marks.seconds(70);
        assertThat(seconds)
                .containsExactly(
                        Map.entry("jvm", 0.5),
                        Map.entry("spark", 1.5),
                        Map.entry("load", 6.0),
                        Map.entry("first-round", 8.0),
                        Map.entry("rest", 54.0),
                        Map.entry("until-first-line", 0.5),
                        Map.entry("until-first-round", 16.0),
                        Map.entry("after-spark", 68.0),
                        Map.entry("total", 70.0),
                        Map.entry("processor", 7.75));
    }

    @Test
    void seconds_linesOfPreparation_readAndProfileAreParts() {
        StartMarks marks = new StartMarks("prepare");
        marks.line("Making the class archive for faster starts (once) ...", 0.25);
        marks.line("prepare: in.parquet -> out", 1);
        marks.line("Spark 3.5.7 on local[*]", 3);
        marks.line("12:00:00 INFO  FeaturePipeline: read: PushedFilters: [] (1.0 s)", 4);
        marks.line("12:00:05 INFO  FeaturePipeline: profile: train 5 rows (5.0 s)", 9);
        marks.line("processor 1 1", 10);
        Map<String, Double> seconds = marks.seconds(10);
        assertThat(seconds)
                .containsOnlyKeys(
                        "jvm",
                        "spark",
                        "read",
                        "profile",
                        "rest",
                        "until-first-line",
                        "after-spark",
                        "total",
                        "processor");
        assertThat(seconds)
                .containsEntry("after-spark", 7.0)
                .containsEntry("until-first-line", 0.25)
                .containsEntry("jvm", 1.0);
        assertThat(seconds.get("profile")).isCloseTo(5, within(1e-9));
    }
}
