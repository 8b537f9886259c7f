package io.fulcrum.evaluate;

import io.fulcrum.contract.manifest.FeatureManifest;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A scored example of the tests. */
record Row(double score, double label, long group) {

    /** Seeded rows with many ties, both classes, and some groups of one class, some rows without a group. */
    static List<Row> binary(long seed, int count) {
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double score = (random.nextInt(9) - 4) / 2.0;
            double label = random.nextInt(3) == 0 ? 1 : 0;
            int group = random.nextInt(1 + count / 4) - 3;
            rows.add(new Row(score, label, group == 0 ? FeatureManifest.NO_GROUP : group));
        }
        return rows;
    }

    static List<Row> regression(long seed, int count) {
        Random random = new Random(seed);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(new Row(random.nextInt(20) - 5, 3 * random.nextGaussian() + 4, 0));
        }
        return rows;
    }
}
