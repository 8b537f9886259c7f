/** What prepared data and models say of themselves: the manifest with its encoders and its profile. */
package io.fulcrum.contract.manifest;
