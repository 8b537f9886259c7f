package io.fulcrum.model.architecture;

import io.fulcrum.model.graph.Selector;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * An example of every architecture, without penalties, so that gradients are those of the tasks' losses where a test
 * leaves out terms: tests of all of them come here, and a new one does not compile without its row.
 */
public final class ArchitectureExamples {
    private static final double WIDE = 30; // a smooth step that no first value is outside of
    private static final AdaShare.Policy CHOOSING = new AdaShare.Policy(5, 0.965, 0, 0, 0);
    private static final Sizes SMALL = new Sizes(List.of(6, 4), List.of(3), 2, 1, 0.8);

    private ArchitectureExamples() {}

    /**
     * The sizes that architectures are made of.
     *
     * @param widths of bottoms and experts
     * @param experts or units, at least 1
     * @param few a number from 0 to 2
     * @param share from 0 to 1
     */
    public record Sizes(List<Integer> widths, List<Integer> headLayers, int experts, int few, double share) {}

    /** Returns a small one of each. */
    public static Stream<Architecture> all() {
        return Arrays.stream(ArchitectureType.values()).map(ArchitectureExamples::small);
    }

    /** Returns one of two layers and one hidden layer in its heads. */
    public static Architecture small(ArchitectureType type) {
        return of(type, SMALL);
    }

    public static Architecture of(ArchitectureType type, Sizes sizes) {
        List<Integer> widths = sizes.widths();
        List<Integer> heads = sizes.headLayers();
        return switch (type) {
            case SHARED_BOTTOM -> new SharedBottom(widths, heads);
            case MMOE -> new Mmoe(sizes.experts(), widths, heads);
            case SINGLE_TASK -> new SingleTask(widths, heads);
            case OMOE -> new Omoe(sizes.experts(), widths, heads);
            case PLE -> new Ple(1 + sizes.few(), sizes.experts(), sizes.few(), widths, heads);
            case CROSS_STITCH -> new CrossStitch(sizes.share(), widths, heads);
            case NDDR -> new Nddr(sizes.share(), widths, heads);
            case MTAN -> new Mtan(sizes.experts(), widths, heads);
            case ESMM -> new Esmm(widths, heads);
            case ESCM2_IPS -> new Escm2Ips(0.1, 0.05, widths, heads);
            case ESCM2_DR -> new Escm2Dr(0.1, 0.05, widths, heads);
            case AITM -> new Aitm(0, widths, heads);
            case PEPNET -> new Pepnet(List.of(), List.of(), sizes.experts(), widths, heads);
            case STEM -> new Stem(sizes.experts(), widths, heads);
            case DBMTL -> new Dbmtl(widths, List.of(), widths, heads);
            case SOFT_SHARING -> new SoftSharing(SoftSharing.Likeness.L2, 0, widths, heads);
            case SLUICE -> new Sluice(sizes.share(), 0, Collections.nCopies(widths.size(), 2 * sizes.experts()), heads);
            case SNR_TRANS -> new SnrTrans(1 + sizes.few(), sizes.experts(), 0, widths, heads);
            case SNR_AVER -> new SnrAver(1 + sizes.few(), sizes.experts(), 0, widths, heads);
            case HOME ->
                new Home(
                        List.of(),
                        new HomeExperts(1 + sizes.few(), sizes.experts(), 1 + sizes.few()),
                        2,
                        widths,
                        heads);
            case MTL_NAS -> new MtlNas(sizes.share(), 0, 0, widths, heads);
            case ADASHARE -> new AdaShare(widths.get(0), 1 + sizes.few(), CHOOSING, heads);
            case DSELECT_K -> new DselectK(new Selector(4, 1 + sizes.few(), WIDE, 0), widths, heads);
        };
    }
}
