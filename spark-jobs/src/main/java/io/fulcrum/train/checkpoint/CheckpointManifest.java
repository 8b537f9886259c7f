package io.fulcrum.train.checkpoint;

import io.fulcrum.contract.Fingerprint;
import io.fulcrum.contract.Json;
import io.fulcrum.train.RunIdentity;
import io.fulcrum.train.StoppingState;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * The file {@code manifest.json} of a checkpoint, written last: what the run's numbers are and what the arrays beside
 * it hold. A checkpoint without it, or with other files than it says, is none.
 *
 * @param schema version of the format, {@value #SCHEMA}; version 2, which numbers the best epoch from 0, is read too
 * @param program version of Fulcrum that wrote it
 * @param chain older checkpoints whose rows and log lines come before this one's, oldest first
 * @param best epoch so far; empty before the first is over
 * @param tables what the files of rows hold, one table after the other
 * @param files every other file of the checkpoint
 * @param sha256 of this text with this field empty
 */
record CheckpointManifest(
        int schema,
        String program,
        RunIdentity identity,
        Place place,
        Map<String, double[]> balancer,
        StoppingState stopping,
        List<Best> best,
        List<Link> chain,
        List<Table> tables,
        List<ArrayFile> files,
        String sha256) {
    static final int SCHEMA = 3;
    static final int OLDEST_SCHEMA = 2;
    static final String FILE = "manifest.json";

    /** Returns the text of the manifest with its digest. */
    String seal() {
        return Json.line(withSha(digest()));
    }

    /** Whether it is as it was sealed. */
    boolean isIntact() {
        return sha256.equals(digest());
    }

    /** Returns the manifest in the newest schema, with epochs numbered from 1; its digest is that of the old text. */
    CheckpointManifest upgraded() {
        return schema == SCHEMA
                ? this
                : new CheckpointManifest(
                        SCHEMA,
                        program,
                        identity,
                        place,
                        balancer,
                        stopping,
                        best.stream()
                                .map(old -> new Best(old.checkpoint(), old.epoch() + 1, old.validation()))
                                .toList(),
                        chain,
                        tables,
                        files,
                        sha256);
    }

    private String digest() {
        return Fingerprint.sha256Hex(Json.line(withSha("")).getBytes(StandardCharsets.UTF_8));
    }

    private CheckpointManifest withSha(String sha) {
        return new CheckpointManifest(
                schema, program, identity, place, balancer, stopping, best, chain, tables, files, sha);
    }

    /**
     * Where the run stands.
     *
     * @param round rounds done
     * @param epoch epochs done
     * @param roundOfEpoch rounds done of the epoch
     * @param step steps counted
     * @param rowVersion version of the embedding rows
     * @param digest of everything that training changed so far, in hex
     */
    record Place(int round, int epoch, int roundOfEpoch, long step, long rowVersion, String digest) {}

    /**
     * The best epoch, numbered from 1: its model is that of the checkpoint at its end, which may be this one itself.
     */
    record Best(int checkpoint, int epoch, Map<String, Map<String, Double>> validation) {}

    /** Another checkpoint that this one builds on, by its number and its manifest's fingerprint. */
    record Link(int checkpoint, String manifest) {}

    /**
     * What a checkpoint holds of an embedding table.
     *
     * @param rows of the table
     * @param stride floats of a row's record: its parameters, then its optimiser's state
     * @param changed rows that are here: all that differ from their first values, or those since the checkpoint before
     * @param evicted rows that have their first values again since the checkpoint before
     */
    record Table(String name, int rows, int stride, int changed, int evicted) {}

    /** A file's size and digest. */
    record ArrayFile(String file, long bytes, String sha256) {}
}
