package io.fulcrum.bench;

import io.fulcrum.data.Shard;
import io.fulcrum.model.ModelSpec;
import io.fulcrum.model.serving.RequestRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a request asks for. */
public enum ServeRequests {
    /** One row. */
    ONE(1),
    /** 500 candidates of one request: two thirds of the fields and of the numbers, the first ones, are the user's. */
    CANDIDATES(500),
    /** 500 rows that have nothing in common. */
    ROWS(500);

    private static final int MOST = 64; // requests that are asked one after the other, again and again

    private final int rows;

    ServeRequests(int rows) {
        this.rows = rows;
    }

    int rows() {
        return rows;
    }

    /** Returns the requests over a workload's rows; the sides in Python cut the same ones. */
    List<RequestRows> of(Workload workload, ModelSpec spec) {
        List<RequestRows> requests = new ArrayList<>();
        for (int request = 0; request < MOST && (request + 1) * rows <= workload.order().length; request++) {
            requests.add(of(workload, spec, request * rows));
        }
        return requests;
    }

    private RequestRows of(Workload workload, ModelSpec spec, int first) {
        Shard shard = workload.shard();
        int fields = this == CANDIDATES ? 2 * shard.ids().length / 3 : 0;
        int numbers = this == CANDIDATES ? 2 * shard.numbers().length / 3 : 0;
        RequestRows request = new RequestRows(spec);
        for (int i = 0; i < rows; i++) {
            request.next();
            int row = workload.order()[first + i];
            int user = workload.order()[first];
            for (int field = 0; field < shard.ids().length; field++) {
                request.id(field, shard.ids()[field][field < fields ? user : row]);
            }
            for (int number = 0; number < shard.numbers().length; number++) {
                request.number(number, shard.numbers()[number][number < numbers ? user : row]);
            }
        }
        return request;
    }

    /** Returns the name as rows and options have it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
