package io.fulcrum.balance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class WeightBoundsTest {
    private static final List<String> NAMES = List.of("click", "buy");

    @Test
    void ofTasks_badFloor_namesTheTask() {
        assertThatThrownBy(() -> WeightBounds.ofTasks(NAMES, new double[] {0, -0.1}, new double[] {1, 1}))
                .hasMessage(
                        "Weight bounds: negative floor -0.1 of task \"buy\"; it must be at least 0. Use 0 for no floor.");
        assertThatThrownBy(() -> WeightBounds.ofTasks(NAMES, new double[] {Double.NaN, 0}, new double[] {1, 1}))
                .hasMessageContaining("non-finite floor NaN of task \"click\"");
        assertThatThrownBy(() -> WeightBounds.ofTasks(NAMES, new double[] {0.6, 0}, new double[] {0.5, 1}))
                .hasMessage("Weight bounds: floor 0.6 of task \"click\" is above its ceiling 0.5; it must not be. "
                        + "Lower the floor or raise the ceiling.");
    }

    @Test
    void new_badCeiling_namesTheTaskByIndex() {
        assertThatThrownBy(() -> new WeightBounds(new double[2], new double[] {1, Double.POSITIVE_INFINITY}))
                .hasMessageContaining("non-finite ceiling Infinity of task 1");
    }

    @Test
    void new_sumsThatNoWeightsMeet_areRefused() {
        assertThatThrownBy(() -> WeightBounds.withFloors(0.6, 0.5)).hasMessageContaining("floors sum above 1: 1.1");
        assertThatThrownBy(() -> new WeightBounds(new double[2], new double[] {0.4, 0.5}))
                .hasMessageContaining("ceilings sum below 1: 0.9");
    }

    @Test
    void new_floorsThatSumToOneByRounding_areAccepted() {
        assertThat(WeightBounds.withFloors(0.1 + 0.2, 0.7 + 5e-13).tasks()).isEqualTo(2);
    }

    @Test
    void new_otherLengths_areRefused() {
        assertThatThrownBy(() -> new WeightBounds(new double[2], new double[] {1}))
                .hasMessageContaining("length mismatch: 2 floors and 1 ceilings");
        assertThatThrownBy(() -> WeightBounds.ofTasks(NAMES, new double[3], new double[3]))
                .hasMessageContaining("length mismatch: 3 floors for 2 tasks [click, buy]");
        assertThatThrownBy(() -> WeightBounds.free(0)).hasMessageContaining("no tasks");
    }

    @Test
    void floors_changed_leavesTheBounds() {
        WeightBounds bounds = WeightBounds.withFloors(0.2, 0.3);
        bounds.floors()[0] = 9;
        assertThat(bounds).isEqualTo(WeightBounds.withFloors(0.2, 0.3));
    }

    @Test
    void taskWeights_outsideBoundsOrSimplex_areRefused() {
        WeightBounds bounds = WeightBounds.withFloors(0.2, 0.3);
        assertThatThrownBy(() -> TaskWeights.of(new double[] {0.1, 0.9}, bounds, WeightSum.ONE))
                .hasMessageContaining("are outside");
        assertThatThrownBy(() -> TaskWeights.of(new double[] {0.5, 0.6}, bounds, WeightSum.ONE))
                .hasMessageContaining("sum to 1.1; on the simplex they must sum to 1");
    }

    @Test
    void taskWeights_sumOfTasks_multipliesByTheirNumber() {
        TaskWeights weights = TaskWeights.of(new double[] {0.25, 0.75}, WeightBounds.free(2), WeightSum.TASKS);
        assertThat(weights.values()).containsExactly(0.5, 1.5);
        assertThat(weights.simplex()).containsExactly(0.25, 0.75);
    }
}
