package io.fulcrum.features.check;

import io.fulcrum.contract.TaskSettings;
import io.fulcrum.features.encode.Field;
import io.fulcrum.features.profile.Profile;
import java.util.List;
import org.apache.spark.sql.types.DataType;

/**
 * What is checked.
 *
 * @param labelTypes types of the tasks' label columns; // [task]
 * @param keys key columns and a way to look their values up
 * @param listed split values that the configuration lists, in the order of the profile
 */
public record CheckedData(
        Profile profile,
        List<TaskSettings> tasks,
        List<DataType> labelTypes,
        List<Field> fields,
        KeyRows keys,
        List<String> listed) {

    /**
     * The key columns and a way to count rows of repeated keys exactly.
     *
     * @param columns their names
     */
    public record KeyRows(List<String> columns, RepeatedKeys repeated) {}

    /** Looks keys up in the source rows. */
    public interface RepeatedKeys {
        /** Returns the number of rows beyond the first of their key. */
        long count();

        /** Returns a key that more than one row has, in words. */
        String example();
    }
}
