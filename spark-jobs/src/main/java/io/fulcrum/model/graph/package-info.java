/**
 * What a network computes, as data: operations on named values, who owns their parameters, and what they add to the
 * loss. Training, serving and export are forms of it. It knows no architecture.
 */
package io.fulcrum.model.graph;
