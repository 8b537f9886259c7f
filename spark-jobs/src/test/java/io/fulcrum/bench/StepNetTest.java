package io.fulcrum.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.fulcrum.model.ModelSize;
import io.fulcrum.model.architecture.Architecture;
import io.fulcrum.model.architecture.ArchitectureType;
import io.fulcrum.model.architecture.Mmoe;
import io.fulcrum.model.architecture.SharedBottom;
import io.fulcrum.model.architecture.SingleTask;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StepNetTest {
    /** As many columns as the census has: 32 · 8 + 7 = 263 inputs. */
    private static final GeneratedRows.Columns CENSUS = new GeneratedRows.Columns(Collections.nCopies(32, 10), 8, 7);

    /** Experts 8 · (263·64+64 + 64·32+32), gates 2 · (263·8+8), heads 2 · (32·32+32 + 32·16+16 + 16+1). */
    private static final int MMOE = 8 * 18_976 + 2 * 2112 + 2 * 1601;

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SHARED_BOTTOM")
    void architecture_ofAnyType_isAboutAsLargeAsMmoe(ArchitectureType type) {
        Architecture architecture = StepNet.of(type).architecture(CENSUS);

        assertThat(ArchitectureType.of(architecture)).isEqualTo(type);
        assertThat((double) parameters(architecture)).isCloseTo(MMOE, within(0.1 * MMOE));
    }

    @Test
    void architecture_mmoeAndSharedBottom_doNotChange() {
        assertThat(StepNet.CENSUS_MMOE.architecture(CENSUS)).isEqualTo(new Mmoe(8, List.of(64, 32), List.of(32, 16)));
        assertThat(parameters(StepNet.CENSUS_MMOE.architecture(CENSUS))).isEqualTo(MMOE);
        assertThat(StepNet.of(ArchitectureType.SHARED_BOTTOM).architecture(CENSUS))
                .isEqualTo(new SharedBottom(List.of(64, 32), List.of(32, 16)));
    }

    @Test
    void architecture_singleTask_hasTheClosestWidths() {
        // twice 264·8s + (8s+1)·4s + (4s·32+32 + 32·16+16 + 17) is 161,106 at s = 26,
        // 153,354 at 25, and 159,234 is wanted
        assertThat(StepNet.of(ArchitectureType.SINGLE_TASK).architecture(CENSUS))
                .isEqualTo(new SingleTask(List.of(208, 104), List.of(32, 16)));
    }

    @Test
    void all_names_areOfWideMmoeAndEachArchitectureOverCensusRows() {
        assertThat(StepNet.all())
                .extracting(StepNet::toString)
                .hasSize(ArchitectureType.values().length + 1)
                .contains("wide-mmoe", "census-mmoe", "census-shared-bottom", "census-cross-stitch");
    }

    private static long parameters(Architecture architecture) {
        return ModelSize.of(WorkloadShape.of(architecture, CENSUS, 1, 1).spec()).parameters();
    }
}
