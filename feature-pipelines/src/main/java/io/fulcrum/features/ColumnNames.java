package io.fulcrum.features;

import io.fulcrum.contract.TaskSettings;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.write.PreparedWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The column names that are taken, Fulcrum's own among them; capitals do not tell names apart, as in Spark. */
final class ColumnNames {
    private final Set<String> taken = new HashSet<>(
            List.of(FeatureManifest.ROW_COLUMN, FeatureManifest.GROUP_COLUMN, PreparedWriter.SPLIT_COLUMN));

    /** Returns the names that are taken where some of the tasks have weights. */
    static ColumnNames of(List<TaskSettings> tasks) {
        ColumnNames names = new ColumnNames();
        tasks.stream()
                .filter(task -> task.rows().weights().isPresent())
                .forEach(task -> names.add(FeatureManifest.weightColumn(task.spec())));
        return names;
    }

    /** Takes a name and returns whether it was free. */
    boolean add(String name) {
        return taken.add(lowerCase(name)) && !lowerCase(name).startsWith(FeatureManifest.LABEL_PREFIX);
    }

    boolean has(String name) {
        return taken.contains(lowerCase(name));
    }

    private static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
