/** Update rules of parameters and embedding rows, and their learning rates. */
package io.fulcrum.model.optimizer;
