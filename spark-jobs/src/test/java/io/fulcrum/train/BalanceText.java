package io.fulcrum.train;

import io.fulcrum.SettingsText;
import io.fulcrum.balance.BalanceSettings;

/** Settings of a balancer from the text of its section, for two tasks without floors, ceilings and weights. */
final class BalanceText {
    private BalanceText() {}

    static BalanceSettings read(String section) {
        return SettingsText.read(
                "balance { " + section + " }",
                root -> BalanceSettings.read(root, new double[0], new double[0], new double[0]));
    }
}
