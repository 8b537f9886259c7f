package io.fulcrum.balance;

import io.fulcrum.config.ConfigFiles;
import io.fulcrum.config.ConfigReader;
import io.fulcrum.config.Problems;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How task weights are found.
 *
 * @param method which balancer
 * @param normalise what PARETO and PE_LTR divide gradients by before solving; a modelling choice
 * @param sum what the weights add up to, the same for every method
 * @param smoothing decay of the running mean of the Gram matrix, from 0 (off) to below 1; bias-corrected
 * @param floors [task] on the simplex; empty for none
 * @param ceilings [task] on the simplex; empty for none
 * @param weights [task] of STATIC: proportions, scaled to the sum convention; empty for equal
 * @param own the method's own settings
 * @param wrap what is done to the weights of any method
 * @param probe by what gradients are measured, and how
 */
public record BalanceSettings(
        Method method,
        Normalise normalise,
        WeightSum sum,
        double smoothing,
        double[] floors,
        double[] ceilings,
        double[] weights,
        BalancingMethod own,
        WrapSettings wrap,
        ProbeOptions probe) {

    /** The catalogue of balancers: one row per method. Those with settings have a section of their name. */
    public enum Method {
        STATIC(StaticBalancer.Settings::new),
        PARETO(ParetoBalancer.Settings::new),
        PE_LTR(PeLtrBalancer.Settings::new),
        MGDA(Mgda::read),
        MGDA_UB(MgdaUb::read),
        PCGRAD(PcGrad::read),
        GRADVAC(GradVac::read),
        CAGRAD(CaGrad::read),
        NASH_MTL(NashMtl::new),
        FAIRGRAD(FairGrad::read),
        IMTL_G(ImtlG::new),
        IMTL(Imtl::read),
        ALIGNED_MTL(AlignedMtl::read),
        UPGRAD(UpGrad::new),
        DUALPROJ(DualProj::new),
        DB_MTL(DbMtl::new),
        SDMGRAD(SdmGrad::read),
        CONFIG(ConFig::new),
        PCD(Pcd::read),
        GRADNORM(GradNorm::read),
        UNCERTAINTY(Uncertainty::read),
        DWA(Dwa::read),
        GLS(Gls::new),
        IMTL_L(ImtlL::read),
        RLW(Rlw::new),
        STCH(Stch::read),
        FAMO(Famo::read),
        DTP(Dtp::read),
        MOCO(Moco::read),
        MODO(Modo::read),
        EXCESS_MTL(ExcessMtl::read),
        GRADDROP(GradDrop::new),
        EPO(Epo::read),
        GRADCRAFT(GradCraft::read),
        MULTIBALANCE(MultiBalance::read);

        private final boolean hasSection;
        private final Function<ConfigReader, BalancingMethod> reading;

        /** A method without settings of its own. */
        Method(Supplier<BalancingMethod> making) {
            hasSection = false;
            reading = balance -> making.get();
        }

        /** A method that is read from its section. */
        Method(Function<ConfigReader, BalancingMethod> reading) {
            hasSection = true;
            this.reading = reading;
        }

        /** The name in the configuration. */
        public String key() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** Whether {@code balance} has a section of this method. */
        public boolean hasSection() {
            return hasSection;
        }

        /** The method with the settings of {@code reference.conf}. */
        public BalancingMethod defaults() {
            Problems problems = new Problems();
            BalancingMethod method =
                    read(ConfigFiles.load(List.of(), List.of()).reader(problems).section("balance"), this);
            problems.throwIfAny();
            return method;
        }

        /** Reads the section of this method, and refuses what was set there for a run of another one. */
        private BalancingMethod read(ConfigReader balance, Method chosen) {
            if (!hasSection) {
                return reading.apply(balance);
            }
            ConfigReader section = balance.section(key());
            BalancingMethod method = reading.apply(section);
            if (this != chosen) {
                section.changed()
                        .forEach(key -> section.problem(
                                key,
                                "is a setting of balance.method = " + key() + ", but the method is " + chosen.key()
                                        + ": remove it, or set balance.method = " + key()));
            }
            section.refuseUnknown();
            return method;
        }
    }

    /** What a task's gradient is divided by before solving: nothing, its norm, its loss, or both. */
    public enum Normalise {
        NONE,
        L2,
        LOSS,
        LOSS_PLUS {
            @Override
            public String toString() {
                return "loss+";
            }
        };

        /** What a gradient of this norm is multiplied by, of a task with this loss. */
        double factor(double loss, double norm) {
            return switch (this) {
                case NONE -> 1;
                case L2 -> 1 / norm;
                case LOSS -> 1 / loss;
                case LOSS_PLUS -> 1 / loss / norm;
            };
        }
    }

    public BalanceSettings {
        if (!(smoothing >= 0 && smoothing < 1)) {
            throw new IllegalArgumentException("Balance settings: smoothing = " + smoothing
                    + " must be at least 0 and below 1. Use 0 for none, 0.9 for a memory of about ten rounds.");
        }
        double total = 0;
        for (double weight : weights) {
            total += weight;
            if (!(weight >= 0) || Double.isInfinite(total)) {
                throw refusedWeights(weights);
            }
        }
        if (weights.length > 0 && total == 0) {
            throw refusedWeights(weights);
        }
        if (weights.length > 0 && method != Method.STATIC) {
            throw new IllegalArgumentException("Balance settings: weights " + Arrays.toString(weights) + " with method "
                    + method + ": only STATIC has given weights. Leave them out, or choose STATIC.");
        }
        probe = probe.of(own.evidence());
        floors = floors.clone();
        ceilings = ceilings.clone();
        weights = weights.clone();
    }

    /**
     * Reads the section {@code balance}.
     *
     * @param floors [task] as the tasks set them
     * @param ceilings [task] as the tasks set them
     * @param weights [task] as the tasks set them, used by STATIC alone
     */
    public static BalanceSettings read(ConfigReader root, double[] floors, double[] ceilings, double[] weights) {
        ConfigReader section = root.section("balance");
        Method method = section.choice("method", Method.class);
        double total = Arrays.stream(weights).sum();
        boolean usable = total > 0 && total < Double.POSITIVE_INFINITY;
        if (method == Method.STATIC && weights.length > 0 && !usable) {
            section.problem(
                    "method",
                    "needs weights of tasks above 0 and of finite sum, but they are " + Arrays.toString(weights)
                            + ": give a task another weight");
        }
        BalancingMethod own = readOwn(section, method);
        BalanceSettings settings = new BalanceSettings(
                method,
                section.choice("normalise", Normalise.class),
                section.choice("sum", WeightSum.class),
                section.number("smoothing", 0, 0.9999),
                floors,
                ceilings,
                method == Method.STATIC && usable ? weights : new double[0],
                own,
                WrapSettings.read(section),
                ProbeOptions.read(section, method.key(), own));
        refuseIdle(section, settings);
        section.refuseUnknown();
        return settings;
    }

    /** One method with its defaults: no normalisation, sum = tasks, no smoothing, no bounds, equal static weights. */
    public static BalanceSettings of(Method method) {
        return new BalanceSettings(
                method,
                Normalise.NONE,
                WeightSum.TASKS,
                0,
                new double[0],
                new double[0],
                new double[0],
                method.defaults(),
                WrapSettings.NONE,
                ProbeOptions.DEFAULT);
    }

    /** Whether gradients are measured by the representation that all heads read, not by parameters. */
    public boolean readsRepresentation() {
        return probe.of() == ProbeOptions.Of.REPRESENTATION && own.readsGradients();
    }

    /** Whether gradients of embedding rows are measured, beside those of shared parameters. */
    public boolean readsEmbeddings() {
        return probe.embeddings() && !readsRepresentation() && own.readsGradients();
    }

    /** Whether a key is in the section of a method that a run does not use, so that it cannot change its bits. */
    public static boolean isOfAnotherMethod(String key, Method chosen) {
        return Arrays.stream(Method.values())
                .anyMatch(method -> method != chosen && key.startsWith("balance." + method.key() + "."));
    }

    @Override
    public double[] floors() {
        return floors.clone();
    }

    @Override
    public double[] ceilings() {
        return ceilings.clone();
    }

    @Override
    public double[] weights() {
        return weights.clone();
    }

    /** The bounds, with 0 and 1 where none were given. */
    WeightBounds bounds(List<String> taskNames) {
        double[] lower = floors.length == 0 ? new double[taskNames.size()] : floors.clone();
        double[] upper = ceilings.clone();
        if (ceilings.length == 0) {
            upper = new double[lower.length];
            Arrays.fill(upper, 1);
        }
        return WeightBounds.ofTasks(taskNames, lower, upper);
    }

    /** Reads the sections of all methods, so that a mistake shows whatever is chosen. */
    private static BalancingMethod readOwn(ConfigReader section, Method chosen) {
        BalancingMethod own = chosen.read(section, chosen);
        for (Method other : Method.values()) {
            if (other != chosen) {
                other.read(section, chosen);
            }
        }
        return own;
    }

    /** Refuses keys that change nothing. STATIC ignores them, as it always did. */
    private static void refuseIdle(ConfigReader section, BalanceSettings settings) {
        if (!(settings.own instanceof Weighting)) {
            return;
        }
        String idle = "does nothing with balance.method = " + settings.method.key() + ": ";
        List<String> changed = section.changed();
        if (changed.contains("normalise")) {
            section.problem("normalise", idle + "it is a setting of pareto and pe-ltr. Remove it");
        }
        if (changed.contains("smoothing") && settings.own instanceof LossWeighting) {
            section.problem("smoothing", idle + "it reads losses, not gradients. Remove it");
        }
        if (changed.contains("smoothing") && settings.own instanceof GramWeighting gram && !gram.smooths()) {
            section.problem("smoothing", idle + "it reads each round's gradients themselves. Remove it");
        }
    }

    private static IllegalArgumentException refusedWeights(double[] weights) {
        return new IllegalArgumentException("Balance settings: weights = " + Arrays.toString(weights)
                + " must be finite, at least 0, and not all 0. Give one proportion per task.");
    }
}
