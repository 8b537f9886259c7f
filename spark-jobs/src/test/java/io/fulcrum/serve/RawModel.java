package io.fulcrum.serve;

import io.fulcrum.contract.FeatureSchema;
import io.fulcrum.contract.Json;
import io.fulcrum.contract.LabelScale;
import io.fulcrum.contract.Pooling;
import io.fulcrum.contract.SplitSummary;
import io.fulcrum.contract.TaskSet;
import io.fulcrum.contract.TaskSpec;
import io.fulcrum.contract.TaskType;
import io.fulcrum.contract.encoder.BucketEncoder;
import io.fulcrum.contract.encoder.CalendarEncoder;
import io.fulcrum.contract.encoder.CalendarPart;
import io.fulcrum.contract.encoder.EncodedFeature;
import io.fulcrum.contract.encoder.EncodedFeature.MissingIndicator;
import io.fulcrum.contract.encoder.Encoder;
import io.fulcrum.contract.encoder.HashedEncoder;
import io.fulcrum.contract.encoder.ListRule;
import io.fulcrum.contract.encoder.Source;
import io.fulcrum.contract.encoder.SourceType;
import io.fulcrum.contract.encoder.StandardisedEncoder;
import io.fulcrum.contract.encoder.TextTable;
import io.fulcrum.contract.encoder.VocabularyEncoder;
import io.fulcrum.contract.encoder.VocabularyFile;
import io.fulcrum.contract.manifest.FeatureManifest;
import io.fulcrum.contract.manifest.FeatureProfile;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.Recommender;
import io.fulcrum.model.RecommenderModel;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.NetworkSettings;
import io.fulcrum.model.embedding.EmbeddingTables;
import io.fulcrum.model.optimizer.LearningRate;
import io.fulcrum.model.optimizer.OptimizerSettings;
import io.fulcrum.model.optimizer.UpdateRule;
import io.fulcrum.model.store.ModelDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Model directories that read every type of field, and records for them. */
public final class RawModel {
    static final TaskSet TASKS = new TaskSet(List.of(
            new TaskSpec("click", "clicked", TaskType.BINARY), new TaskSpec("watch", "seconds", TaskType.REGRESSION)));
    private static final List<String> COUNTRIES = List.of("de", "fr", "at", "a\tb\\\n");
    private static final List<LabelScale> SCALES = List.of(LabelScale.IDENTITY, new LabelScale(30, 12));

    private RawModel() {}

    /** Writes a model directory with its encoders. */
    public static Path write(Path directory, Architecture architecture, long seed) {
        try {
            VocabularyFile countries = vocabulary(COUNTRIES);
            List<EncodedFeature> encoders = encoders(countries.digest());
            FeatureSchema features = new FeatureSchema(FeatureManifest.columns(encoders));
            FeatureManifest manifest = new FeatureManifest(
                    FeatureManifest.SCHEMA,
                    FeatureManifest.fingerprint(TASKS, FeatureManifest.noPositives(TASKS), encoders),
                    TASKS,
                    FeatureManifest.noPositives(TASKS),
                    features,
                    List.of("visit"),
                    "",
                    SCALES,
                    encoders,
                    profile(encoders),
                    Map.of("train", new SplitSummary(9, List.of(labels(), labels()))),
                    List.of(),
                    Map.of());
            Files.createDirectories(directory.resolve(VocabularyFile.FOLDER));
            Files.write(directory.resolve(VocabularyFile.path(countries.digest())), bytes(countries));
            Files.writeString(directory.resolve(FeatureManifest.FILE), Json.pretty(manifest));
            ModelSpec spec = new ModelSpec(TASKS, features, SCALES, new NetworkSettings(architecture, 5), seed);
            ModelDirectory.write(directory.toString(), recommender(spec), manifest.fingerprint());
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Recommender recommender(ModelSpec spec) {
        OptimizerSettings sgd =
                new OptimizerSettings(new UpdateRule.Sgd(), LearningRate.constant(0.1), 0, Double.POSITIVE_INFINITY);
        try (RecommenderModel model = new RecommenderModel(spec, sgd)) {
            return new Recommender(spec, model.parameters(), EmbeddingTables.initial(spec.embeddings(sgd.rule())));
        }
    }

    private static SplitSummary.LabelSummary labels() {
        return new SplitSummary.LabelSummary(9, 4, 0.5);
    }

    private static List<EncodedFeature> encoders(String digest) {
        return List.of(
                scalar("country", SourceType.TEXT, new VocabularyEncoder("country", COUNTRIES.size(), digest, 2)),
                scalar("item", SourceType.WHOLE, new HashedEncoder("item", 40)),
                new EncodedFeature(
                        "history",
                        List.of(Source.list("history", SourceType.WHOLE)),
                        new HashedEncoder("item", 40),
                        new ListRule(3, ListRule.Keep.LAST, Pooling.MEAN),
                        MissingIndicator.NONE),
                new EncodedFeature(
                        "interests",
                        List.of(Source.list("interests", SourceType.TEXT), Source.list("scores", SourceType.NUMBER)),
                        new HashedEncoder("interests", 30),
                        new ListRule(4, ListRule.Keep.FIRST, Pooling.MEAN),
                        MissingIndicator.NONE),
                scalar("member", SourceType.BOOLEAN, new HashedEncoder("member", 5)),
                scalar("born", SourceType.DATE, new CalendarEncoder(CalendarPart.MONTH)),
                scalar("seen", SourceType.TIMESTAMP, new CalendarEncoder(CalendarPart.HOUR)),
                scalar("age", SourceType.NUMBER, new BucketEncoder(List.of(18.0, 40.0))),
                new EncodedFeature(
                        "price",
                        List.of(Source.scalar("price", SourceType.NUMBER)),
                        new StandardisedEncoder(10, 4),
                        ListRule.SCALAR,
                        MissingIndicator.ADDED),
                new EncodedFeature(
                        "country-x-item",
                        List.of(Source.scalar("country", SourceType.TEXT), Source.scalar("item", SourceType.WHOLE)),
                        new HashedEncoder("cross", 60),
                        ListRule.SCALAR,
                        MissingIndicator.NONE));
    }

    private static EncodedFeature scalar(String name, SourceType type, Encoder encoder) {
        return new EncodedFeature(
                name, List.of(Source.scalar(name, type)), encoder, ListRule.SCALAR, MissingIndicator.NONE);
    }

    /** Country and item always had a value in training; the others not. */
    private static List<FeatureProfile> profile(List<EncodedFeature> encoders) {
        List<FeatureProfile> profile = new ArrayList<>();
        for (EncodedFeature feature : encoders) {
            List<String> columns =
                    feature.sources().stream().map(Source::column).toList();
            double missing = columns.contains("country") || columns.equals(List.of("item")) ? 0 : 0.25;
            profile.add(new FeatureProfile.Times(feature.name(), columns, 9, missing));
        }
        return profile;
    }

    private static VocabularyFile vocabulary(List<String> texts) {
        TextTable table = new TextTable();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            table.add(bytes, 0, bytes.length);
        }
        return new VocabularyFile(table, new long[texts.size()]);
    }

    private static byte[] bytes(VocabularyFile file) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        file.write(out);
        return out.toByteArray();
    }

    /** Returns a record with a value of every field. */
    static Map<String, Object> record() {
        Map<String, Object> record = new LinkedHashMap<>();
        record.put("country", "fr");
        record.put("item", 7);
        record.put("history", Arrays.asList(1, null, 2L, 3, 4));
        record.put("interests", List.of("chess", "tennis"));
        record.put("scores", List.of(0.25, 3));
        record.put("member", true);
        record.put("born", "2001-02-03");
        record.put("seen", "2026-11-28T13:00:00Z");
        record.put("age", 30);
        record.put("price", 12.5);
        return record;
    }

    /** Returns a record without a field. */
    static Map<String, Object> recordWithout(String field) {
        Map<String, Object> record = record();
        record.remove(field);
        return record;
    }

    /** Returns a record with another value of a field. */
    static Map<String, Object> recordWith(String field, Object value) {
        Map<String, Object> record = record();
        record.put(field, value);
        return record;
    }

    /** Returns a record of values that are odd more often than not. */
    static Map<String, Object> random(SplittableRandom random) {
        Map<String, Object> record = new HashMap<>();
        record.put("visit", random.nextLong());
        record.put("country", pick(random, "de", "a\tb\\\n", "", "\ud800", "日本", "😀", null));
        record.put("item", pick(random, 3, -1L, Long.MIN_VALUE, (short) 9, null));
        record.put("history", pick(random, List.of(), Arrays.asList(null, 5), List.of(1, 2, 3, 4, 5), null));
        List<String> interests = pick(random, List.of(), List.of("a", "b", "c", "d", "e"), Arrays.asList("a", null));
        record.put("interests", pick(random, interests, null));
        record.put(
                "scores",
                pick(random, interests.stream().map(entry -> weight(random)).toList(), null));
        record.put("member", pick(random, true, false, null));
        record.put("born", pick(random, LocalDate.of(1970, 1, 1), "1583-12-31", null));
        record.put("seen", pick(random, "1969-12-31T23:59:59.999999Z", "2026-06-01 12:30:00", null));
        record.put("age", pick(random, 18.0, Double.NaN, -0.0, 1e300, 40f, 7L, null));
        record.put("price", pick(random, 1e300, -0.0, Double.POSITIVE_INFINITY, 3, 0.1, null));
        return record;
    }

    private static Number weight(SplittableRandom random) {
        return pick(random, 1, 0, -0.0, random.nextDouble(), 2.5f, -1, Double.NaN, 1e300, 1e-300, null);
    }

    @SafeVarargs
    private static <T> T pick(SplittableRandom random, T... values) {
        return values[random.nextInt(values.length)];
    }
}
