package io.fulcrum.model.layer;

import java.util.Arrays;

/** Numbers from 0, sorted by the group that each belongs to; those of one group stay in their order. */
final class Groups {
    private int[] members = new int[0]; // [position]
    private int[] firsts = new int[0]; // [group] its first position; then how many numbers there are

    /**
     * Sorts.
     *
     * @param groupOf [number] its group; longer than {@code size} may be
     * @param size how many numbers there are
     * @param groups how many groups there are
     */
    void sort(int[] groupOf, int size, int groups) {
        if (members.length < size) {
            members = new int[size];
        }
        if (firsts.length < groups + 1) {
            firsts = new int[2 * groups + 1];
        }
        Arrays.fill(firsts, 0, groups + 1, 0);
        for (int number = 0; number < size; number++) {
            firsts[groupOf[number]]++;
        }
        for (int group = 1; group <= groups; group++) {
            firsts[group] += firsts[group - 1];
        }
        for (int number = size - 1; number >= 0; number--) {
            members[--firsts[groupOf[number]]] = number;
        }
    }

    /** Returns [position] the numbers, sorted; longer than they are many. */
    int[] members() {
        return members;
    }

    /** Returns the position of the first number of a group, or of a later one. */
    int first(int group) {
        return firsts[group];
    }
}
