package io.fulcrum.serve;

import io.fulcrum.contract.encoder.EncodedRow;
import io.fulcrum.contract.encoder.RowEncoder;
import io.fulcrum.contract.encoder.UnpairedListException;
import io.fulcrum.model.serving.RequestRows;
import io.fulcrum.model.serving.ServedModel;
import io.fulcrum.model.serving.ServingRoom;
import java.util.Map;

/** What one thread needs to encode and score records, reused from request to request. */
final class ScoringLane {
    private final RecordRow record;
    private final RowEncoder encoder;
    private final EncodedRow encoded;
    private final RequestRows rows;
    private final ServingRoom room;

    ScoringLane(ServedModel model, ModelEncoders encoders, RecordFields fields) {
        record = new RecordRow(fields);
        encoder = encoders.encoder();
        encoded = encoder.row();
        rows = new RequestRows(model.spec());
        room = new ServingRoom(model);
    }

    /** Forgets the records of the last request. */
    void clear() {
        rows.clear();
    }

    /** Encodes a record of a request. */
    void add(Map<String, ?> context, Map<String, ?> values) {
        record.read(context, values);
        encode();
        rows.next();
        for (int field = 0; field < encoded.ids().length; field++) {
            rows.id(field, encoded.id(field));
        }
        for (int number = 0; number < encoded.numbers().length; number++) {
            rows.number(number, encoded.number(number));
        }
        for (int list = 0; list < rows.lists(); list++) {
            addList(list);
        }
    }

    private void encode() {
        try {
            encoder.encode(record, encoded);
        } catch (UnpairedListException e) {
            throw new RecordException(e.getMessage());
        }
    }

    private void addList(int list) {
        for (int entry = 0; entry < encoded.length(list); entry++) {
            if (rows.isWeighted(list)) {
                rows.entry(list, encoded.id(list, entry), encoded.weights(list)[entry]);
            } else {
                rows.entry(list, encoded.id(list, entry));
            }
        }
    }

    /** Scores the records of the request; [record][task]. */
    double[][] predictions() {
        double[][] predictions = new double[rows.size()][room.tasks()];
        room.score(rows, predictions);
        return predictions;
    }
}
