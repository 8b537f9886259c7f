package io.fulcrum.features;

import io.fulcrum.config.ConfigReader;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.TaskSettings;
import io.fulcrum.features.check.CheckSettings;
import io.fulcrum.features.encode.FeatureSpec;
import io.fulcrum.features.label.LabelledRows;
import io.fulcrum.features.label.SplitSettings;
import io.fulcrum.features.read.ColumnNeed;
import io.fulcrum.features.read.ColumnType;
import io.fulcrum.features.read.SourceSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Everything that feature preparation is told: the sections {@code data, tasks, features, checks}. */
public record FeatureSettings(
        SourceSettings source,
        SplitSettings split,
        List<TaskSettings> tasks,
        List<FeatureSpec> features,
        CheckSettings checks) {

    /** Reads the sections, noting every problem; nothing read may be used before the problems are thrown. */
    public static FeatureSettings read(ConfigReader root) {
        ConfigReader data = root.section("data");
        SourceSettings source = SourceSettings.read(data);
        SplitSettings split = SplitSettings.read(data.section("split"), source.key());
        data.refuseUnknown();
        List<TaskSettings> tasks = TaskSettings.read(root);
        List<FeatureSpec> features = FeatureSpec.read(root);
        refuseKeys(data, source.key(), tasks);
        refuseTakenNames(root, ColumnNames.of(tasks), source.key(), features);
        refuseUnlikeTables(root, features);
        refuseLabels(root, tasks, features);
        return new FeatureSettings(source, split, tasks, features, CheckSettings.read(root.section("checks")));
    }

    /** Reads where the source rows are, for rows whose tasks and features are known otherwise. */
    public static FeatureSettings readSource(ConfigReader root) {
        ConfigReader data = root.section("data");
        SourceSettings source = SourceSettings.read(data);
        data.section("split");
        data.refuseUnknown();
        CheckSettings checks = CheckSettings.read(root.section("checks"));
        return new FeatureSettings(source, new SplitSettings.Single(Split.TEST), List.of(), List.of(), checks);
    }

    /** Returns every use of a source column. */
    List<ColumnNeed> needs() {
        List<ColumnNeed> needs = new ArrayList<>();
        source.key().forEach(key -> needs.add(new ColumnNeed(key, "data.key", ColumnType.ANY)));
        source.group().ifPresent(group -> needs.add(new ColumnNeed(group, "data.group", ColumnType.ANY)));
        needs.addAll(split.needs());
        tasks.forEach(task -> needs.add(LabelledRows.need(task)));
        tasks.forEach(task -> LabelledRows.weightNeed(task).ifPresent(needs::add));
        features.forEach(feature -> needs.addAll(feature.needs()));
        return needs;
    }

    private static void refuseKeys(ConfigReader data, List<String> keys, List<TaskSettings> tasks) {
        ColumnNames names = ColumnNames.of(tasks);
        for (String key : keys) {
            if (!names.add(key)) {
                data.problem(
                        "key",
                        "names \"" + key + "\", which another key column or Fulcrum has, and capitals do not tell"
                                + " columns apart: name it once, or rename the column in the source");
            }
        }
        for (TaskSettings task : tasks) {
            if (names.has(task.spec().name())) {
                data.problem(
                        "key",
                        "names \"" + task.spec().name() + "\", but predictions hold the key columns beside a column"
                                + " of each task's name, and capitals do not tell columns apart: rename the task");
            }
        }
    }

    private static void refuseTakenNames(
            ConfigReader root, ColumnNames names, List<String> keys, List<FeatureSpec> features) {
        keys.forEach(names::add);
        for (FeatureSpec feature : features) {
            for (String name : feature.preparedNames()) {
                if (!names.add(name)) {
                    root.problem(
                            feature.usedBy(),
                            "gives a feature the name \"" + name
                                    + "\", which another feature, a key column or Fulcrum has, and capitals do not tell columns apart: give"
                                    + " the column an entry of its own with another name");
                }
            }
        }
    }

    /** A feature that sets no table has one of its own name, which another feature's table may name. */
    private static void refuseUnlikeTables(ConfigReader root, List<FeatureSpec> features) {
        Map<String, FeatureSpec> tables = new HashMap<>();
        Set<String> refused = new HashSet<>();
        for (FeatureSpec feature : features) {
            FeatureSpec first = tables.computeIfAbsent(feature.table(), table -> feature);
            boolean shared = first.encoding().sharedTable().isPresent()
                    || feature.encoding().sharedTable().isPresent();
            boolean alike =
                    first.encoding().withoutTable().equals(feature.encoding().withoutTable());
            if (shared && !alike && refused.add(feature.usedBy() + " " + feature.table())) {
                root.problem(
                        feature.usedBy(),
                        "puts feature \"" + feature.name() + "\" into table \"" + feature.table()
                                + "\", which feature \"" + first.name() + "\" of " + first.usedBy()
                                + " has with other settings, but"
                                + " features of one table are encoded alike: give both the same settings, or name another table");
            }
        }
    }

    private static void refuseLabels(ConfigReader root, List<TaskSettings> tasks, List<FeatureSpec> features) {
        List<String> labels = tasks.stream().map(task -> task.spec().label()).toList();
        for (FeatureSpec feature : features) {
            for (String column : feature.sources()) {
                refuseLabel(root, labels, feature, column);
            }
        }
    }

    private static void refuseLabel(ConfigReader root, List<String> labels, FeatureSpec feature, String column) {
        if (labels.contains(column)) {
            root.problem(
                    feature.usedBy(),
                    "takes the label column \"" + column
                            + "\" as a feature, so the model would be told the answer: remove it from columns");
        }
    }
}
