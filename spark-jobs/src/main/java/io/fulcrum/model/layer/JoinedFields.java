package io.fulcrum.model.layer;

import io.fulcrum.model.embedding.FieldRows;
import java.util.Arrays;
import java.util.List;

/**
 * Fields joined two by two, again and again, as long as the rows of a batch have few different combinations of values:
 * what is the same for all rows that have one combination is computed once. Neighbours are joined, for fields of one
 * subject, whose values depend on each other, mostly stand together.
 *
 * <p>The joints and the fields are nodes of binary trees with the fields as leaves. A node has a line for each
 * combination, or for each embedding row of the field. What is kept for a batch is kept in the order of {@link #nodes}:
 * the fields first, in their order, then joints, each after what it joins.
 */
final class JoinedFields {
    /**
     * Rows of a batch for each line of a joint at least. A joint spares as many additions as the batch has rows, and
     * costs two for each line. Measured on census batches: steps with 6, 8 and 12 are equally fast, with 2 to 4 slower.
     */
    private static final int LEAST_REPEATS = 8;

    private static final int MOST_PAIRS = 1 << 16; // of lines that are joined, so that what finds them is in a cache

    private Node[] nodes = new Node[0];
    private int count;
    private Node[] roots = new Node[0];
    private int rootCount;
    private Node[] level = new Node[0]; // nodes that may be joined yet
    private int[] found =
            new int[0]; // [left line × right lines + right line] the joint's line + 1; zeros between joins

    /** A field or a joint of two nodes. */
    static final class Node {
        private int first;
        private int lines;
        private int[] rowOf = new int[0]; // [batch row] its line; of joints and roots
        private final int[][] parts = new int[2][0]; // [left, right][line] the line of what is joined
        private final Node[] joined = new Node[2]; // left, right; of joints
        private final Groups[] groups = {new Groups(), new Groups()}; // by the lines of left and right
        private final Groups ofRows = new Groups(); // of roots

        /** The number of its first line among the lines of all nodes. */
        int first() {
            return first;
        }

        /** The number after that of its last line. */
        int end() {
            return first + lines;
        }

        /** How many lines it has. */
        int lines() {
            return lines;
        }

        /** Returns the number of a batch row's line among the lines of all nodes; of a root. */
        int line(int row) {
            return first + rowOf[row];
        }

        /** What it joins: side 0 or 1; of joints. */
        Node joined(int side) {
            return joined[side];
        }

        /** Returns the line of what it joins that is a part of its own line. */
        int part(int side, int line) {
            return parts[side][line];
        }

        /** Returns its lines by the line of what it joins that they have; of joints. */
        Groups groups(int side) {
            return groups[side];
        }

        /** Returns the rows of the batch by line; of a root. */
        Groups ofRows() {
            return ofRows;
        }

        private void add(int left, int right) {
            if (parts[0].length == lines) {
                parts[0] = Arrays.copyOf(parts[0], Math.max(64, 2 * lines));
                parts[1] = Arrays.copyOf(parts[1], parts[0].length);
            }
            parts[0][lines] = left;
            parts[1][lines++] = right;
        }
    }

    /** Takes fields without joining them, as scoring does, whose sums have one order for all batches. */
    void keep(List<FieldRows> fields) {
        start(fields);
        System.arraycopy(nodes, 0, roots, 0, count);
        rootCount = count;
    }

    /** Joins the fields of a batch. */
    void join(List<FieldRows> fields, int rows) {
        start(fields);
        int size = count;
        System.arraycopy(nodes, 0, level, 0, size);
        while (size > 1) {
            size = joinNeighbours(size, rows);
        }
        if (size == 1) {
            roots[rootCount++] = level[0];
        }
        for (int root = 0; root < rootCount; root++) {
            roots[root].ofRows.sort(roots[root].rowOf, rows, roots[root].lines);
        }
        for (int joint = fields.size(); joint < count; joint++) {
            Node node = nodes[joint];
            for (int side = 0; side < 2; side++) {
                node.groups[side].sort(node.parts[side], node.lines, node.joined[side].lines);
            }
        }
    }

    private void start(List<FieldRows> fields) {
        if (roots.length != fields.size()) {
            roots = new Node[fields.size()];
            level = new Node[fields.size()];
            nodes = new Node[Math.max(0, 2 * fields.size() - 1)];
            Arrays.setAll(nodes, node -> new Node());
        }
        count = fields.size();
        rootCount = 0;
        int line = 0;
        for (int field = 0; field < count; field++) {
            nodes[field].first = line;
            nodes[field].lines = fields.get(field).count();
            nodes[field].rowOf = fields.get(field).rowOf();
            line += nodes[field].lines;
        }
    }

    /** Joins the nodes that may be joined, two by two, and returns how many are left; what cannot be is a root. */
    private int joinNeighbours(int size, int rows) {
        int kept = 0;
        for (int i = 0; i + 1 < size; i += 2) {
            Node joint = nodes[count];
            if (join(level[i], level[i + 1], joint, rows)) {
                joint.first = nodes[count - 1].end();
                level[kept++] = joint;
                count++;
            } else {
                roots[rootCount++] = level[i];
                roots[rootCount++] = level[i + 1];
            }
        }
        if (size % 2 == 1) {
            level[kept++] = level[size - 1];
        }
        return kept;
    }

    /** Returns whether two nodes have few enough combinations for a joint, which is then set. */
    private boolean join(Node left, Node right, Node joint, int rows) {
        if ((long) left.lines * right.lines > MOST_PAIRS) {
            return false;
        }
        makeRoom(left.lines * right.lines, joint, rows);
        joint.lines = 0;
        joint.joined[0] = left;
        joint.joined[1] = right;
        int most = rows / LEAST_REPEATS;
        int[] ofLeft = left.rowOf;
        int[] ofRight = right.rowOf;
        for (int row = 0; row < rows && joint.lines <= most; row++) {
            int pair = ofLeft[row] * right.lines + ofRight[row];
            if (found[pair] == 0) {
                joint.add(ofLeft[row], ofRight[row]);
                found[pair] = joint.lines;
            }
            joint.rowOf[row] = found[pair] - 1;
        }
        for (int line = 0; line < joint.lines; line++) {
            found[joint.parts[0][line] * right.lines + joint.parts[1][line]] = 0;
        }
        return joint.lines <= most;
    }

    private void makeRoom(int pairs, Node joint, int rows) {
        if (found.length < pairs) {
            found = new int[MOST_PAIRS];
        }
        if (joint.rowOf.length < rows) {
            joint.rowOf = new int[rows];
        }
    }

    /** Returns how many nodes there are. */
    int count() {
        return count;
    }

    /** Returns a node. */
    Node node(int number) {
        return nodes[number];
    }

    /** Returns how many lines all nodes have. */
    int lines() {
        return count == 0 ? 0 : nodes[count - 1].end();
    }

    /** Returns how many trees there are. */
    int rootCount() {
        return rootCount;
    }

    /** Returns the root of a tree. */
    Node root(int number) {
        return roots[number];
    }
}
