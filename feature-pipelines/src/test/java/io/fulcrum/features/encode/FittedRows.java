package io.fulcrum.features.encode;

import static org.apache.spark.sql.functions.lit;

import io.fulcrum.SettingsText;
import io.fulcrum.contract.Split;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.features.profile.Profile;
import io.fulcrum.features.profile.Profiler;
import io.fulcrum.features.read.SparkSources;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** Features of a configuration, fitted on rows that are all of the training split. */
public record FittedRows(FittedFeatures features) {
    /** Fits entries of {@code features}, as the configuration writes them. */
    public static FittedRows fit(String entries, Dataset<Row> training) {
        List<FeatureSpec> specs = SettingsText.read("features = [" + entries + "]", FeatureSpec::read);
        List<String> columns = specs.stream()
                .flatMap(spec -> spec.sources().stream())
                .distinct()
                .toList();
        SparkSources sources = SparkSources.of(columns, training.schema());
        List<Field> fields = specs.stream().map(spec -> Field.of(spec, sources)).toList();
        Profile profile = Profiler.profile(
                training,
                new Profiler.Place(lit(Split.TRAIN.ordinal()), lit(0L), lit(-1), 0),
                new Profiler.Labels(List.of(), List.of()),
                sources,
                fields.stream()
                        .map(field -> field.spec().encoding().measure(field, 1000))
                        .toList());
        return new FittedRows(FittedFeatures.fit(fields, profile));
    }

    /** Returns the prepared columns of the rows. */
    public Dataset<Row> encode(Dataset<Row> rows) {
        return EncodedRows.of(rows.sparkSession(), features.encoders(), features.lookups())
                .encode(rows, EncodedRows.Beside.NONE, Integer.MAX_VALUE)
                .table(rows.sparkSession())
                .drop(FeatureManifest.ROW_COLUMN);
    }
}
