package io.fulcrum.export;

import io.fulcrum.export.Node.Attribute;
import io.fulcrum.model.graph.Selector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Shares of experts by a {@link Selector} as nodes of a graph.
 *
 * @param at where the nodes' names begin
 */
record SelectorNodes(OnnxGraph graph, String at, Selector selector) {

    /** Returns what the graph calls the shares, [row][expert], of numbers [row][number]. */
    String shares(String numbers) {
        int codes = selector.selectors() * selector.digits();
        if (codes == 0) {
            return total(columns(softmax(numbers), 1));
        }
        List<String> parts = graph.split(at + "part", numbers, codes, selector.selectors());
        List<String> steps = columns(steps(parts.get(0)), codes);
        List<String> opposites = new ArrayList<>();
        steps.forEach(step -> opposites.add(node("Add", "opposite", node("Neg", "minus", step), graph.number(1f))));
        List<String> weights = columns(softmax(parts.get(1)), selector.selectors());
        List<String> experts = new ArrayList<>();
        for (int expert = 0; expert < selector.experts(); expert++) {
            List<String> terms = new ArrayList<>();
            for (int i = 0; i < weights.size(); i++) {
                terms.add(term(weights.get(i), i, expert, steps, opposites));
            }
            experts.add(total(terms));
        }
        return experts.size() == 1
                ? experts.get(0)
                : graph.node("Concat", at + "shares", experts, Attribute.of("axis", 1));
    }

    private String term(String weight, int code, int expert, List<String> steps, List<String> opposites) {
        String product = weight;
        for (int digit = 0; digit < selector.digits(); digit++) {
            List<String> factors = (expert >> digit & 1) == 1 ? steps : opposites;
            product = node("Mul", "taken", product, factors.get(code * selector.digits() + digit));
        }
        return product;
    }

    /** Cut off, then -2/γ³ t³ + 3/(2γ) t + 1/2. */
    private String steps(String codes) {
        double gamma = selector.gamma();
        String t =
                graph.node("Clip", at + "cut", List.of(codes, graph.number((float) (-gamma / 2)), graph.number((float)
                        (gamma / 2))));
        String square = node("Mul", "square", t, t);
        String cubic = node("Mul", "cubic", square, graph.number((float) (-2 / (gamma * gamma * gamma))));
        String slope = node("Add", "slope", cubic, graph.number((float) (3 / (2 * gamma))));
        return node("Add", "step", node("Mul", "odd", slope, t), graph.number(0.5f));
    }

    private String softmax(String scores) {
        return graph.node("Softmax", at + "weights", List.of(scores), Attribute.of("axis", 1));
    }

    private List<String> columns(String from, int count) {
        long[] ones = new long[count];
        Arrays.fill(ones, 1);
        return count == 1 ? List.of(from) : graph.split(at + "column", from, ones);
    }

    private String total(List<String> terms) {
        String sum = terms.get(0);
        for (String term : terms.subList(1, terms.size())) {
            sum = node("Add", "share", sum, term);
        }
        return sum;
    }

    private String node(String operator, String name, String... from) {
        return graph.node(operator, at + name, List.of(from));
    }
}
