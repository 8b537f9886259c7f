package io.fulcrum.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of {@link StepBench} as a Markdown table with a line for each network, as RESULTS.md has it. */
final class StepTable {
    private static final String NONE = "–";

    private StepTable() {}

    /** Returns the table; what was not measured, such as PyTorch where there is none, is a dash. */
    static String markdown(List<BenchRow> rows) {
        Map<String, BenchRow> byName = new HashMap<>();
        List<String> nets = new ArrayList<>();
        for (BenchRow row : rows) {
            byName.put(row.name(), row);
            String net = row.name().split("/")[1];
            if (!nets.contains(net)) {
                nets.add(net);
            }
        }
        List<String> lines = new ArrayList<>(List.of(
                "| network | parameters | rows/s | PyTorch's rows/s | its best way | ratio |",
                "|---|--:|--:|--:|---|--:|"));
        nets.forEach(net -> lines.add(line(net, byName)));
        return String.join(System.lineSeparator(), lines)
                + (rows.isEmpty() ? "" : System.lineSeparator() + System.lineSeparator() + conditions(rows.get(0)));
    }

    private static String line(String net, Map<String, BenchRow> rows) {
        String name = "step/" + net + "/";
        BenchRow ratio = rows.get(name + "ratio-to-pytorch");
        return "| `" + net.replace("census-", "") + "` | "
                + String.join(
                        " | ",
                        whole(rows.get(name + "parameters")),
                        whole(rows.get(name + "rows-per-second")),
                        whole(rows.get(name + "pytorch-rows-per-second")),
                        ratio == null
                                ? NONE
                                : ratio.unit().substring(ratio.unit().lastIndexOf(' ') + 1),
                        ratio == null
                                ? NONE
                                : String.format(Locale.ROOT, "%.2f (%.0f %%)", ratio.value(), 100 * ratio.spread()))
                + " |";
    }

    private static String whole(@Nullable BenchRow row) {
        return row == null ? NONE : String.format(Locale.ROOT, "%,.0f", row.value());
    }

    private static String conditions(BenchRow row) {
        return "Medians of turns on one core; in parentheses the spread of the ratio. " + row.machine() + ".";
    }
}
