package io.fulcrum.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fulcrum.SettingsText;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A value that is missing is missing in the user's file, not in the defaults that lie in a jar. */
class MissingValueTest {
    @Test
    void text_sectionOfDefaultsOnly_namesTheUsersFile() {
        assertThatThrownBy(() -> SettingsText.read(
                        "tasks = []", root -> root.section("data").text("input")))
                .hasMessage("test.conf: data.input is missing."
                        + " Set input: a path, glob or table name of Parquet rows.");
    }

    @Test
    void text_noFile_saysConfiguration() {
        Problems problems = new Problems();
        ConfigFiles.load(List.of(), List.of()).reader(problems).section("data").text("input");
        assertThatThrownBy(problems::throwIfAny).hasMessageStartingWith("configuration: data.input is missing.");
    }
}
