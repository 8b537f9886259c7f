package io.fulcrum.features.read;

import io.fulcrum.job.DamagedParquet;
import io.fulcrum.job.JobFailure;
import io.fulcrum.job.Storage;
import java.util.Optional;
import java.util.function.Supplier;

/** The failure of a Spark job that a source file stops, as a data check failure that says why. */
public final class DamagedInput {
    private static final String NO_SCHEMA = "UNABLE_TO_INFER_SCHEMA";

    private DamagedInput() {}

    /** Returns what {@code work} returns; throws a data check failure in words if the input stops it. */
    public static <T> T explained(SourceSettings source, Supplier<T> work) {
        try {
            return work.get();
        } catch (JobFailure e) {
            throw e;
        } catch (Exception e) {
            if (DamagedParquet.mentions(e, NO_SCHEMA)) {
                throw JobFailure.dataCheck(source.written() + " holds no Parquet file, but must hold one at least."
                        + " Correct " + source.named() + ", or wait until the files are written.");
            }
            Optional<DamagedParquet> damage = DamagedParquet.in(e);
            if (damage.isEmpty()) {
                throw e;
            }
            String file = damage.get().file().isEmpty()
                    ? source.input()
                    : damage.get().file();
            throw JobFailure.dataCheck("Source file " + Storage.forPeople(file) + " cannot be read: "
                    + damage.get().reason() + ". " + damage.get().kind().words()
                    + " Write it again, or leave it out of " + source.named() + ".");
        }
    }
}
