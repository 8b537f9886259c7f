package io.fulcrum.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.SettingsText;
import io.fulcrum.config.ConfigException;
import io.fulcrum.contract.Pooling;
import io.fulcrum.contract.Split;
import io.fulcrum.features.encode.FeatureSpec;
import io.fulcrum.features.label.SplitSettings;
import io.fulcrum.features.read.ColumnNeed;
import io.fulcrum.features.read.ColumnType;
import io.fulcrum.features.read.MissingColumns;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureSettingsTest {
    private static final String TASKS = "tasks = [{ name = buy, label = bought }]\n";
    private static final String FEATURES = "features = [{ columns = [city, shop], encoding = vocabulary }]\n";
    private static final String DATA = "data { input = a.parquet, key = [id] }\n";

    @Test
    void read_smallestConfiguration_hasDefaults() {
        FeatureSettings settings = read(DATA + TASKS + FEATURES);
        assertThat(settings.features()).extracting(FeatureSpec::name).containsExactly("city", "shop");
        assertThat(settings.split()).isEqualTo(new SplitSettings.ByHash(List.of("id"), List.of(0.8, 0.1, 0.1), 1));
        assertThat(settings.checks().maxMissing()).isEqualTo(0.99);
        assertThat(settings.source().filter()).isEmpty();
    }

    @Test
    void read_missingColumns_isRefuseOrNull() {
        assertThat(read(DATA + TASKS + FEATURES).source().missingColumns()).isEqualTo(MissingColumns.REFUSE);
        assertThat(read(DATA + "data.missing-columns = null\n" + TASKS + FEATURES)
                        .source()
                        .missingColumns())
                .isEqualTo(MissingColumns.NULL);
        assertThat(read(DATA + "data.missing-columns = \"null\"\n" + TASKS + FEATURES)
                        .source()
                        .missingColumns())
                .isEqualTo(MissingColumns.NULL);
        refused(
                DATA + "data.missing-columns = drop\n" + TASKS + FEATURES,
                "data.missing-columns = drop is not one of refuse, null.");
    }

    @Test
    void read_splitByColumn_takesTheValues() {
        FeatureSettings settings = read("data { input = a, split { by = column, column = part, train = [a, b],"
                + " validation = [c], test = [d] } }\n" + TASKS + FEATURES);
        SplitSettings.ByColumn split = (SplitSettings.ByColumn) settings.split();
        assertThat(split.values())
                .containsEntry(Split.TRAIN, List.of("a", "b"))
                .containsEntry(Split.TEST, List.of("d"));
    }

    @Test
    void read_nothingSet_namesWhatIsMissingWithItsMeaning() {
        refused(
                "checks.not-finite = refuse",
                "data.input is missing. Set input: a path, glob or table name of Parquet rows.",
                "data.split.key is empty and so is data.key, but splitting by hash needs a column to hash. Set key: columns"
                        + " whose hash decides; rows with equal values stay together.",
                "tasks = [] lists no task, but a model needs at least one. Set tasks: what is predicted, one entry per task.",
                "features = [] lists no feature, but a model needs at least one. Set features: the network's inputs, one entry"
                        + " for columns of one encoding.");
    }

    @Test
    void read_unknownKeys_areRefusedWithTheNearestOne() {
        refused(
                DATA + TASKS
                        + "features = [{ columns = [city], encoding = vocabulary, min-cuont = 3 }]\ndata.filtre = x",
                "test.conf: unknown key \"data.filtre\". Did you mean \"data.filter\"?",
                "test.conf: unknown key \"features[0].min-cuont\". Did you mean \"features[0].min-count\"?");
    }

    @Test
    void read_keyOfAnotherEncoding_isUnknown() {
        refused(
                DATA + TASKS + "features = [{ columns = [city], encoding = log, buckets = 3 }]",
                "test.conf: unknown key \"features[0].buckets\"");
    }

    @Test
    void read_pooling_isOfListsAndTheMeanUnlessSet() {
        FeatureSettings settings = read(DATA + TASKS + "features = [{ columns = [a], encoding = vocabulary },"
                + " { columns = [b], encoding = hashed, buckets = 5, pooling = sum },"
                + " { columns = [c], encoding = vocabulary, table = a, pooling = sqrt-n }]");

        assertThat(settings.features())
                .extracting(FeatureSpec::pooling)
                .containsExactly(Pooling.MEAN, Pooling.SUM, Pooling.SQRT_N);
    }

    @Test
    void read_poolingThatDoesNotFit_isRefused() {
        refused(
                DATA + TASKS + "features = [{ columns = [x], encoding = log, pooling = sum },"
                        + " { columns = [city], encoding = vocabulary, pooling = max }]",
                "test.conf: features[0].pooling = sum is for lists of discrete values, but this encoding makes something else:"
                        + " remove it, or take encoding vocabulary or hashed.",
                "test.conf: features[1].pooling = max is not one of mean, sum, sqrt-n.");
    }

    @Test
    void read_weights_areAColumnOfAList() {
        FeatureSpec spec = read(DATA + TASKS
                        + "features = [{ columns = [tags], encoding = vocabulary, weights = scores, name = t,"
                        + " missing-indicator = true }]")
                .features()
                .get(0);

        assertThat(spec.weights()).contains("scores");
        assertThat(spec.sources()).containsExactly("tags", "scores");
        assertThat(spec.preparedNames()).containsExactly("t", "t_weights", "t_missing");
        assertThat(spec.needs())
                .containsExactly(
                        new ColumnNeed("tags", "features[0]", ColumnType.CATEGORY_LIST),
                        new ColumnNeed("scores", "features[0].weights", ColumnType.NUMBER_LIST));
    }

    @Test
    void read_weightsThatDoNotFit_areRefused() {
        refused(
                DATA + TASKS + "features = [{ columns = [x], encoding = log, weights = w },"
                        + " { columns = [a, b], encoding = vocabulary, weights = w },"
                        + " { cross = [c, d], encoding = vocabulary, weights = w },"
                        + " { columns = [e], encoding = hashed, buckets = 5, weights = e },"
                        + " { columns = [f], encoding = hashed, buckets = 5, weights = bought },"
                        + " { columns = [a_Weights], encoding = vocabulary }]",
                "test.conf: features[0].weights = w is for lists of discrete values, but this encoding makes something else:"
                        + " remove it, or take encoding vocabulary or hashed.",
                "test.conf: features[1].weights = w is the weights of one list, but columns names 2: give each list an entry of"
                        + " its own.",
                "test.conf: features[2].weights = w is for lists, but a cross joins single values: remove one of the two.",
                "test.conf: features[3].weights = e names the column of the list itself: name the column that holds its"
                        + " entries' weights.",
                "test.conf: features[4] takes the label column \"bought\" as a feature",
                "test.conf: features[5] gives a feature the name \"a_Weights\", which another feature");
    }

    @Test
    void read_labelAsFeature_isRefused() {
        refused(
                DATA + TASKS + "features = [{ columns = [bought], encoding = vocabulary }]",
                "test.conf: features[0] takes the label column \"bought\" as a feature, so the model would be told the answer:"
                        + " remove it from columns.");
    }

    @Test
    void read_nameOfKey_isRefused() {
        refused(
                DATA + TASKS + "features = [{ columns = [id], encoding = hashed, buckets = 5 }]",
                "test.conf: features[0] gives a feature the name \"id\", which another feature, a key column or Fulcrum has,"
                        + " and capitals do not tell columns apart: give the column an entry of its own with another name.");
        FeatureSettings renamed =
                read(DATA + TASKS + "features = [{ columns = [id], encoding = hashed, buckets = 5, name = id_hash }]");
        assertThat(renamed.features()).extracting(FeatureSpec::name).containsExactly("id_hash");
    }

    @Test
    void read_featureNamesThatDifferInCapitals_areRefused() {
        String taken = "\", which another feature, a key column or Fulcrum has, and capitals do not tell columns apart";
        refused(
                DATA + TASKS + "features = [{ columns = [city, City, ID, Label_x, _ROW], encoding = vocabulary },"
                        + " { columns = [CITY], encoding = vocabulary, missing-indicator = true },"
                        + " { columns = [shop], encoding = vocabulary, name = city_Missing }]",
                "test.conf: features[0] gives a feature the name \"City" + taken,
                "features[0] gives a feature the name \"ID" + taken,
                "features[0] gives a feature the name \"Label_x" + taken,
                "features[0] gives a feature the name \"_ROW" + taken,
                "features[1] gives a feature the name \"CITY" + taken,
                "features[2] gives a feature the name \"city_Missing" + taken);
    }

    @Test
    void read_keysThatAreTaken_areRefused() {
        String key = "test.conf: data.key = [\"id\",\"Id\",\"_Group\",\"label_buy\"] names \"";
        String taken =
                "\", which another key column or Fulcrum has, and capitals do not tell columns apart: name it once,"
                        + " or rename the column in the source. Set key: columns that identify a row.";
        refused(
                "data { input = a.parquet, key = [id, Id, _Group, label_buy] }\n" + TASKS + FEATURES,
                key + "Id" + taken,
                key + "_Group" + taken,
                key + "label_buy" + taken);
    }

    @Test
    void read_keyOfATasksName_isRefused() {
        refused(
                "data { input = a.parquet, key = [id, Buy] }\n" + TASKS + FEATURES,
                "test.conf: data.key = [\"id\",\"Buy\"] names \"buy\", but predictions hold the key columns beside a column of"
                        + " each task's name, and capitals do not tell columns apart: rename the task.");
    }

    @Test
    void read_sharedTableWithOtherSettings_isRefused() {
        refused(
                DATA + TASKS + "features = [{ columns = [a], encoding = vocabulary, table = t, min-count = 3 },"
                        + " { columns = [b], encoding = vocabulary, table = t }]",
                "test.conf: features[1] puts feature \"b\" into table \"t\", which feature \"a\" of features[0] has with other"
                        + " settings, but features of one table are encoded alike: give both the same settings, or name another"
                        + " table.");
    }

    @Test
    void read_tableOfAnotherFeaturesName_isRefusedUnlessAlike() {
        refused(
                DATA + TASKS + "features = [{ columns = [price], encoding = log },"
                        + " { columns = [a, b], encoding = vocabulary, table = price }]",
                "test.conf: features[1] puts feature \"a\" into table \"price\", which feature \"price\" of features[0] has");
        refused(
                DATA + TASKS + "features = [{ columns = [a], encoding = hashed, buckets = 5, table = city },"
                        + " { columns = [city], encoding = vocabulary }]",
                "test.conf: features[1] puts feature \"city\" into table \"city\", which feature \"a\" of features[0] has");
        FeatureSettings alike = read(DATA + TASKS + "features = [{ columns = [city], encoding = vocabulary },"
                + " { columns = [seen], encoding = vocabulary, table = city }]");
        assertThat(alike.features()).extracting(FeatureSpec::table).containsExactly("city", "city");
    }

    @Test
    void read_impossibleSplits_areRefused() {
        refused(
                "data { input = a, split { by = hash, key = [u], fractions = [0.5, 0.2, 0.2], column = x } }\n" + TASKS
                        + FEATURES,
                "test.conf: data.split.fractions = [0.5,0.2,0.2] must be three numbers above 0 that sum to 1.",
                "test.conf: data.split.column = x has no meaning with by = hash: remove it or change by.");
        refused(
                "data { input = a, split { by = time, column = t, validation-from = 2024-05-01, test-from = 2024-04-01 } }"
                        + "\n" + TASKS + FEATURES,
                "test.conf: data.split.test-from = 2024-04-01 must be later than validation-from = 2024-05-01, and of the same"
                        + " kind.");
        refused(
                "data { input = a, split { by = time, column = t, validation-from = May, test-from = 2024-04-01 } }\n"
                        + TASKS + FEATURES,
                "test.conf: data.split.validation-from = May must be a date such as 2024-05-01, a time such as"
                        + " 2024-05-01T12:00:00Z or a number.");
        refused(
                "data { input = a, split { by = column, column = p, train = [x], validation = [x], test = [y] } }\n"
                        + TASKS + FEATURES,
                "test.conf: data.split.validation = [\"x\"] names a value twice, but a value means one split.");
    }

    private static FeatureSettings read(String text) {
        return SettingsText.read(text, FeatureSettings::read);
    }

    private static void refused(String text, String... messages) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ConfigException.class).satisfies(thrown -> {
            for (String message : messages) {
                assertThat(thrown.getMessage()).contains(message);
            }
        });
    }
}
