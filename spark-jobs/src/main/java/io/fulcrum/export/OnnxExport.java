package io.fulcrum.export;

import io.fulcrum.contract.Json;
import io.fulcrum.job.ProgramVersion;
import io.fulcrum.job.Storage;
import io.fulcrum.model.store.LoadedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes a stored model as ONNX, with a description of its inputs and outputs for programs that call it. */
public final class OnnxExport {
    /** The file of the description. */
    public static final String DESCRIPTION = "export.json";

    private OnnxExport() {}

    /**
     * The file {@value #DESCRIPTION}.
     *
     * @param model fingerprint of the model
     * @param data fingerprint of the data that it was trained on
     */
    record Description(
            int schema,
            String format,
            int operatorSet,
            int irVersion,
            String program,
            String model,
            String data,
            List<ExportedInput> inputs,
            List<ExportedOutput> outputs,
            List<OnnxFile.Written> files) {
        private static final int SCHEMA = 1;
    }

    /**
     * Writes a model into an existing directory and returns how many bytes its files have.
     *
     * @param encoders of the model, if it has any: they are written beside it
     * @param mostBytes of one file for all of it; beyond, the embedding tables are in a file of their own
     */
    public static long write(String directory, LoadedModel loaded, Optional<EncoderSource> encoders, long mostBytes) {
        RecommenderGraph made = RecommenderGraph.of(loaded.model());
        Map<String, String> properties =
                Map.of("fulcrum.model", loaded.fingerprint(), "fulcrum.data", loaded.dataFingerprint());
        List<OnnxFile.Written> files = new ArrayList<>(OnnxFile.write(directory, made.graph(), properties, mostBytes));
        encoders.ifPresent(found -> files.addAll(EncoderFiles.write(directory, found)));
        Description description = new Description(
                Description.SCHEMA,
                "onnx",
                OnnxMessages.OPERATOR_SET,
                OnnxMessages.IR_VERSION,
                ProgramVersion.VERSION,
                loaded.fingerprint(),
                loaded.dataFingerprint(),
                made.inputs(),
                made.outputs(),
                files);
        Storage.writeText(directory + "/" + DESCRIPTION, Json.pretty(description));
        return files.stream().mapToLong(OnnxFile.Written::bytes).sum();
    }
}
