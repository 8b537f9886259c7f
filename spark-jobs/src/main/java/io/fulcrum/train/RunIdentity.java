package io.fulcrum.train;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.config.Excerpt;
import io.fulcrum.job.JobFailure;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What decides the bits of a run, besides the program: two runs of one identity go through the same parameters.
 *
 * @param settings configuration key → value, of every key that matters
 * @param data what the prepared data says of itself: name → fingerprint
 */
public record RunIdentity(Map<String, String> settings, Map<String, String> data) {
    public RunIdentity {
        settings = new TreeMap<>(settings);
        data = new TreeMap<>(data);
    }

    /** Refuses to go on from a checkpoint of another identity, naming what differs. */
    public void requireSame(RunIdentity of, String checkpoint) {
        require(of.data, data, checkpoint, "the prepared data's ", "Train on the data of the checkpoint");
        require(of.settings, settings, checkpoint, "", "Use the checkpoint's settings");
    }

    /** The value that a key had before there was such a key: its default, which is written to keep what was. */
    private static String younger(String key) {
        return Defaults.VALUES.getOrDefault(key, "nothing");
    }

    /** Read when first needed. */
    private static final class Defaults {
        static final Map<String, String> VALUES =
                ConfigFiles.load(List.of(), List.of()).values();
    }

    private static void require(
            Map<String, String> then, Map<String, String> now, String checkpoint, String prefix, String advice) {
        TreeSet<String> keys = new TreeSet<>(then.keySet());
        keys.addAll(now.keySet());
        for (String key : keys) {
            String before = then.getOrDefault(key, younger(key));
            String after = now.getOrDefault(key, "nothing");
            if (!before.equals(after)) {
                throw JobFailure.invalid("Checkpoint " + checkpoint + " was made with " + prefix + Excerpt.of(key)
                        + " = "
                        + Excerpt.of(before) + ", this run has " + Excerpt.of(after) + ": a resumed run must be able"
                        + " to give the same bits. " + advice
                        + ", or restart with --overwrite and without --resume.");
            }
        }
    }
}
