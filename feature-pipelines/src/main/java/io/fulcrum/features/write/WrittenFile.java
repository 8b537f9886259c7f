package io.fulcrum.features.write;

import java.io.Serializable;

/**
 * A file that one task has written.
 *
 * @param split ordinal of its split
 * @param path where it is, until it is moved to the folder of its split
 * @param name its name there
 * @param digest sum of the hashes of its rows
 */
record WrittenFile(int split, String path, String name, long rows, long digest) implements Serializable {}
