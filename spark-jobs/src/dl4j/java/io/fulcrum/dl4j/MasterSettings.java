package io.fulcrum.dl4j;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fulcrum.balance.BalanceSettings;
import io.fulcrum.balance.BalanceSettings.Method;
import io.fulcrum.balance.BalanceSettings.Normalise;
import io.fulcrum.balance.BalancingMethod;
import io.fulcrum.balance.ProbeOptions;
import io.fulcrum.balance.WeightSum;
import io.fulcrum.balance.WrapSettings;
import io.fulcrum.contract.Json;
import io.fulcrum.train.RoundSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a {@link ParetoTrainingMaster}'s settings. Settings of a balancing method's own are in {@code own}, which
 * methods without any leave out, as all did before there were such settings.
 */
final class MasterSettings {
    private static final String WHAT = "settings of a ParetoTrainingMaster";
    private static final ObjectMapper TREES = new ObjectMapper();

    private MasterSettings() {}

    /** Wrappers and the probe's options are absent where they are the defaults, as before there were any. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Shared(
            Method method,
            Normalise normalise,
            WeightSum sum,
            double smoothing,
            double[] floors,
            double[] ceilings,
            double[] weights,
            @Nullable WrapSettings wrap,
            @Nullable ProbeOptions probe) {
        static Shared of(BalanceSettings balance) {
            return new Shared(
                    balance.method(),
                    balance.normalise(),
                    balance.sum(),
                    balance.smoothing(),
                    balance.floors(),
                    balance.ceilings(),
                    balance.weights(),
                    balance.wrap().equals(WrapSettings.NONE) ? null : balance.wrap(),
                    balance.probe().equals(ProbeOptions.DEFAULT) ? null : balance.probe());
        }

        BalanceSettings with(BalancingMethod own) {
            return new BalanceSettings(
                    method,
                    normalise,
                    sum,
                    smoothing,
                    floors,
                    ceilings,
                    weights,
                    own,
                    wrap == null ? WrapSettings.NONE : wrap,
                    probe == null ? ProbeOptions.DEFAULT : probe);
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

    static ParetoTrainingMaster.Settings read(String text) {
        String json = withAllKeys(text);
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

    /** Adds the keys that are left out where they have their defaults. */
    private static String withAllKeys(String json) {
        try {
            JsonNode tree = TREES.readTree(json);
            if (tree.path("balance") instanceof ObjectNode balance) {
                balance.putIfAbsent("wrap", TREES.valueToTree(WrapSettings.NONE));
                JsonNode probe = TREES.valueToTree(ProbeOptions.DEFAULT);
                balance.putIfAbsent("probe", probe);
                if (balance.get("probe") instanceof ObjectNode stored) {
                    stored.putIfAbsent("embeddings", probe.get("embeddings"));
                }
            }
            return tree.toString();
        } catch (JsonProcessingException e) {
            return json; // which reading says better
        }
    }

    private static boolean hasOwn(String json) {
        try {
            return TREES.readTree(json).has("own");
        } catch (JsonProcessingException e) {
            return false; // which reading says better
        }
    }
}
