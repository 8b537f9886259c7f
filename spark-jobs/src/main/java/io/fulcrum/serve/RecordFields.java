package io.fulcrum.serve;

import io.fulcrum.config.Excerpt;
import io.fulcrum.config.NearestName;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.encoder.RowEncoder;
import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.contract.manifest.FeatureProfile;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The fields of a raw record: what a model's encoders read, and what it may have besides: keys, group and labels, which
 * change no prediction.
 *
 * <p>A field may be left out if training had rows without its value; a null may be written everywhere.
 */
final class RecordFields {
    private final List<Source> sources;
    private final Map<String, Integer> places = new HashMap<>();
    private final Set<String> ignored = new HashSet<>();
    private final boolean[] required; // [source]

    RecordFields(FeatureManifest manifest) {
        sources = RowEncoder.sources(manifest.encoders());
        for (Source source : sources) {
            places.put(source.column(), places.size());
        }
        ignored.addAll(manifest.keys());
        manifest.group().ifPresent(ignored::add);
        manifest.tasks().tasks().stream().map(TaskSpec::label).forEach(ignored::add);
        manifest.taskRows().forEach(rows -> rows.weights().ifPresent(ignored::add));
        required = new boolean[sources.size()];
        for (FeatureProfile profile : manifest.profile()) {
            if (profile.missingShare() == 0) {
                require(profile.columns());
            }
        }
    }

    private void require(List<String> columns) {
        for (String column : columns) {
            Integer place = places.get(column);
            if (place != null) {
                required[place] = true;
            }
        }
    }

    List<Source> sources() {
        return sources;
    }

    Source source(int place) {
        return sources.get(place);
    }

    /** Returns the fields that a record must have. */
    List<String> required() {
        return sources.stream()
                .map(Source::column)
                .filter(column -> required[place(column)])
                .toList();
    }

    private int place(String column) {
        return places.getOrDefault(column, -1);
    }

    void requirePresent(int place) {
        if (required[place]) {
            throw new RecordException(
                    "There is no field \"" + sources.get(place).column()
                            + "\", but every row of the training data has a value of it. Add it; write null where it is"
                            + " unknown.");
        }
    }

    /** Refuses fields that the model does not know. */
    void requireKnown(Map<String, ?> record) {
        for (String name : record.keySet()) {
            if (!places.containsKey(name) && !ignored.contains(name)) {
                throw new RecordException("The field \"" + Excerpt.of(String.valueOf(name))
                        + "\" is none that the model reads. " + NearestName.hint(String.valueOf(name), places.keySet())
                        + " Rename or remove it.");
            }
        }
    }
}
