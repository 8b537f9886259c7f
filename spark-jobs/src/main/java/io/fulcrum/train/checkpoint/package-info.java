/** Checkpoints of a run: what is written between rounds, and how a run resumes from it. */
package io.fulcrum.train.checkpoint;
