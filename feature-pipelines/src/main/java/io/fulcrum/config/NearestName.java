package io.fulcrum.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** The known name closest to a misspelt one, by Damerau-Levenshtein distance (adjacent swaps count once). */
public final class NearestName {
    private NearestName() {}

    /** Returns the nearest of {@code known} if it is near enough to be a plausible slip (a third of its letters). */
    public static Optional<String> of(String name, Collection<String> known) {
        return known.stream()
                .filter(candidate -> isNear(name, candidate))
                .min(Comparator.<String>comparingInt(candidate -> distance(name, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Returns {@code Did you mean "…"?} after a space, or an empty text with no near name. */
    public static String question(String name, Collection<String> known) {
        return of(name, known).map(nearest -> " " + question(nearest)).orElse("");
    }

    private static String question(String nearest) {
        return "Did you mean \"" + nearest + "\"?";
    }

    /** Returns {@code Did you mean "…"?} or, with no near name, the list of what there is. */
    public static String hint(String name, Collection<String> known) {
        return hint(name, known, UnaryOperator.identity());
    }

    /** Returns the hint with names as {@code shown} writes them, such as whole paths of which only the ends differ. */
    static String hint(String name, Collection<String> known, UnaryOperator<String> shown) {
        if (known.isEmpty()) {
            return "Nothing is known here: remove it.";
        }
        return of(name, known)
                .map(nearest -> question(shown.apply(nearest)))
                .orElseGet(() -> "Known here: "
                        + String.join(", ", known.stream().map(shown).sorted().toList()) + ".");
    }

    /** Lengths alone tell most names apart, and spare the distance of a very long one. */
    private static boolean isNear(String name, String candidate) {
        int most = Math.max(1, Math.max(name.length(), candidate.length()) / 3);
        return Math.abs(name.length() - candidate.length()) <= most && distance(name, candidate) <= most;
    }

    static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 ? j : j == 0 ? i : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        int substitution = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(substitution, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
