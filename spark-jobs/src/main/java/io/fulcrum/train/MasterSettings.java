package io.fulcrum.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.BalanceSettings.Normalise;
import io.fulcrum.balance.BalancingMethod;
import io.fulcrum.balance.WeightSum;
import io.fulcrum.contract.Json;
import java.util.List;

/**
 * The text of a {@link ParetoTrainingMaster}'s settings. Settings of a balancing method's own are in {@code own}, which
 * methods without any leave out, as all did before there were such settings.
 */
final class MasterSettings {
    private static final String WHAT = "settings of a ParetoTrainingMaster";
    private static final ObjectMapper TREES = new ObjectMapper();

    private MasterSettings() {}

    private record Shared(
            Method method,
            Normalise normalise,
            WeightSum sum,
            double smoothing,
            double[] floors,
            double[] ceilings,
            double[] weights) {
        static Shared of(BalanceSettings balance) {
            return new Shared(
                    balance.method(),
                    balance.normalise(),
                    balance.sum(),
                    balance.smoothing(),
                    balance.floors(),
                    balance.ceilings(),
                    balance.weights());
        }

        BalanceSettings with(BalancingMethod own) {
            return new BalanceSettings(method, normalise, sum, smoothing, floors, ceilings, weights, own);
        }
    }

    private record Plain(RoundSettings rounds, Shared balance, List<String> taskNames) {}

    private record WithOwn(RoundSettings rounds, Shared balance, JsonNode own, List<String> taskNames) {}

    static String write(ParetoTrainingMaster.Settings settings) {
        BalanceSettings balance = settings.balance();
        Shared shared = Shared.of(balance);
        return Json.pretty(
                balance.method().hasSection()
                        ? new WithOwn(settings.rounds(), shared, TREES.valueToTree(balance.own()), settings.taskNames())
                        : new Plain(settings.rounds(), shared, settings.taskNames()));
    }

    static ParetoTrainingMaster.Settings read(String json) {
        if (!hasOwn(json)) {
            Plain plain = Json.parse(json, Plain.class, WHAT);
            return new ParetoTrainingMaster.Settings(
                    plain.rounds, plain.balance.with(plain.balance.method.defaults()), plain.taskNames);
        }
        WithOwn stored = Json.parse(json, WithOwn.class, WHAT);
        BalancingMethod own = Json.parse(
                stored.own.toString(), stored.balance.method.defaults().getClass(), WHAT);
        return new ParetoTrainingMaster.Settings(stored.rounds, stored.balance.with(own), stored.taskNames);
    }

    private static boolean hasOwn(String json) {
        try {
            return TREES.readTree(json).has("own");
        } catch (JsonProcessingException e) {
            return false; // which reading says better
        }
    }
}
