package io.fulcrum.model.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.fulcrum.config.ConfigFiles;
import io.fulcrum.config.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.commons.lang3.SerializationUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ArchitectureTest {

    @Test
    void catalogue_everyType_hasOneRowInTheDocumentationAndNoOtherHas() throws IOException {
        List<String> documented = Pattern.compile("^\\| `([a-z0-9-]+)` \\|", Pattern.MULTILINE)
                .matcher(Files.readString(Path.of("ARCHITECTURES.md")))
                .results()
                .map(row -> row.group(1))
                .toList();
        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(ArchitectureType.values())
                        .map(ArchitectureType::key)
                        .toList());
    }

    @ParameterizedTest
    @EnumSource(ArchitectureType.class)
    void catalogue_everyType_travelsToExecutors(ArchitectureType type) {
        Architecture architecture = ArchitectureExamples.small(type);
        assertThat(SerializationUtils.clone(architecture)).isEqualTo(architecture);
    }

    @ParameterizedTest
    @EnumSource(ArchitectureType.class)
    void catalogue_everyType_isInTheReferenceWithItsSection(ArchitectureType type) throws IOException {
        Config network = ConfigFactory.parseResources("reference.conf").getConfig("network");
        Problems problems = new Problems();
        NetworkSettings settings =
                NetworkSection.read(ConfigFiles.load(List.of(), List.of("network.type=" + type.key()))
                        .reader(problems));
        problems.throwIfAny();
        assertThat(settings.architecture()).as("with its defaults").isInstanceOf(type.type());
        assertThat(String.join(" ", network.getValue("type").origin().comments()))
                .containsPattern("[ (:]" + type.key() + "[ ,.(:]");
        assertThat(Files.readString(Path.of("ARCHITECTURES.md")))
                .as("formula")
                .contains("\n* **`" + type.key() + "`**: ");
    }

    @ParameterizedTest
    @EnumSource(ArchitectureType.class)
    void catalogue_example_isOfItsType(ArchitectureType type) {
        assertThat(ArchitectureType.of(ArchitectureExamples.small(type))).isEqualTo(type);
        assertThat(ArchitectureType.named(type.key())).isEqualTo(type);
    }

    @Test
    void mmoe_withoutExperts_refused() {
        assertThatThrownBy(() -> new Mmoe(0, List.of(8), List.of()))
                .hasMessage("experts = 0 must be at least 1. Set how many experts the tasks mix, for example 8.");
    }

    @Test
    void sharedBottom_withoutSharedLayers_refused() {
        assertThatThrownBy(() -> new SharedBottom(List.of(), List.of(4)))
                .hasMessage("bottomLayers = [] must name at least one layer, otherwise the tasks share nothing."
                        + " Set the widths of the shared layers, for example [64, 32].");
    }

    @Test
    void sharedBottom_layerOfWidthZero_refusedWithItsPlace() {
        assertThatThrownBy(() -> new SharedBottom(List.of(8), List.of(4, 0)))
                .hasMessage("headLayers[1] = 0 must be at least 1. Give every hidden layer a positive number of units,"
                        + " or remove it from the list.");
    }

    @Test
    void sharedBottom_listChangedAfterwards_staysAsMade() {
        List<Integer> widths = new ArrayList<>(List.of(8));
        SharedBottom made = new SharedBottom(widths, List.of());
        widths.add(9);
        assertThat(made).isEqualTo(new SharedBottom(List.of(8), List.of()));
    }
}
