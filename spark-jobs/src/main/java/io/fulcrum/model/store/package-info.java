/** A model as files. Every version of their schema that was released is read. */
package io.fulcrum.model.store;
