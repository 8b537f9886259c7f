package io.fulcrum.features.check;

import io.fulcrum.contract.TaskRows;
import io.fulcrum.features.profile.LabelProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The message about weights that no row may have. */
public final class WeightFaults {
    private WeightFaults() {}

    /**
     * Returns what is wrong with the weights of labelled rows, if something is.
     *
     * @param where the task and its split, with which the message begins
     */
    public static Optional<String> message(String where, TaskRows rows, LabelProfile labels) {
        List<String> found = new ArrayList<>();
        add(found, "missing, NaN or infinite", labels.weightFaults(LabelProfile.NOT_FINITE));
        add(found, "negative", labels.weightFaults(LabelProfile.NEGATIVE));
        return found.isEmpty()
                ? Optional.empty()
                : Optional.of(where + ": weight column \"" + rows.weightColumn() + "\" is "
                        + String.join(" and ", found)
                        + ", but the weight of a row with a label is a finite number of at least 0."
                        + " Correct these rows or filter them out.");
    }

    private static void add(List<String> found, String what, long rows) {
        if (rows > 0) {
            found.add(String.format(Locale.ROOT, "%s in %d labelled rows", what, rows));
        }
    }
}
