package io.fulcrum.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RivalTest {
    @TempDir
    private Path directory;

    @Test
    void at_everythingInstalled_isAllAndNoneIsMissing() {
        Sides sides = FakePyTorch.with(directory, "deepctr-torch", "libmtl");
        assertThat(Rival.at(sides)).containsExactly(Rival.values());
        assertThat(Rival.missingAt(sides)).isEmpty();
    }

    @Test
    void missingAt_noPyTorch_isPyTorchAlone() {
        assertThat(Rival.at(Sides.ofOurs("0"))).isEmpty();
        assertThat(Rival.missingAt(Sides.ofOurs("0")))
                .singleElement()
                .asString()
                .startsWith("There is no PyTorch");
    }

    @Test
    void missingAt_noLibraries_saysOfEachWhatToDo() {
        Path python = directory.resolve("python");
        assertThat(Rival.at(FakePyTorch.in(directory))).containsExactly(Rival.PYTORCH);
        assertThat(Rival.missingAt(FakePyTorch.in(directory)))
                .hasSize(2)
                .first()
                .isEqualTo("There is no DeepCTR-Torch for the comparison: " + python + " cannot run "
                        + directory.resolve("library_step.py")
                        + " --library deepctr-torch, which prints why. The rows that compare with"
                        + " it are left out. Run deploy/bench/setup, which installs it into deploy/bench/.venv, or name an interpreter"
                        + " that has it with --pytorch.");
    }

    @Test
    void start_aSecondInterpreter_addsItsWays() {
        Path place = workload();
        assertThat(waysOfPyTorch(FakePyTorch.in(directory), place))
                .containsExactly("two-threads", "one-thread", "two-and-two-threads", "fused-adam", "compiled");
        assertThat(waysOfPyTorch(FakePyTorch.withOpenBlas(directory), place))
                .containsExactly(
                        "two-threads",
                        "one-thread",
                        "two-and-two-threads",
                        "fused-adam",
                        "compiled",
                        "openblas",
                        "openblas-compiled");
        assertThat(PyTorchWay.at(FakePyTorch.in(directory)))
                .containsExactly(PyTorchWay.EAGER, PyTorchWay.FUSED_ADAM, PyTorchWay.COMPILED);
        assertThat(PyTorchWay.at(FakePyTorch.withOpenBlas(directory))).containsExactly(PyTorchWay.values());
    }

    private Path workload() {
        try {
            return Files.writeString(directory.resolve("workload.json"), "{}").getParent();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> waysOfPyTorch(Sides sides, Path workload) {
        return Rival.PYTORCH.start(sides, PyTorchWay.at(sides), workload).stream()
                .map(entrant -> {
                    entrant.side().close();
                    return entrant.way().name();
                })
                .toList();
    }

    @Test
    void missingAt_oneLibrary_isTheOther() {
        assertThat(Rival.missingAt(FakePyTorch.with(directory, "deepctr-torch")))
                .singleElement()
                .asString()
                .startsWith("There is no LibMTL for the comparison");
    }

    @Test
    void ratio_waysOfDifferentSpeed_isToTheFastestMedian() {
        // medians 30 and 20, so the first is the best: 90 / 30
        BenchRow row =
                Rival.LIBMTL.ratio("train/", new double[] {90, 90, 90}, new double[][] {{30, 30, 5}, {20, 20, 99}});
        assertThat(row.name()).isEqualTo("train/ratio-to-libmtl");
        assertThat(row.unit()).isEqualTo("rows/s / LibMTL's best");
        assertThat(row.value()).isEqualTo(3);
    }
}
