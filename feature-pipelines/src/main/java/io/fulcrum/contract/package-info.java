/** What two programs agree on: tasks, feature schema, the manifest that travels beside prepared data. */
package io.fulcrum.contract;
