package io.fulcrum.features.write;

import io.fulcrum.contract.FeatureColumn;
import io.fulcrum.contract.manifest.FeatureManifest;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetOutputFormat;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.datasources.parquet.ParquetWriteSupport;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.SerializableConfiguration;

/**
 * How prepared columns are stored as Parquet.
 *
 * @param hadoop configuration of the file system and of Spark's Parquet writer
 * @param schema all columns of a file
 * @param plain columns that are stored without a dictionary
 */
record ParquetForm(SerializableConfiguration hadoop, StructType schema, List<String> plain) implements Serializable {
    /** Most ids of a column that is stored with a dictionary, which then fits the processor's cache. */
    private static final int MOST_CODES = 1024;

    /**
     * Returns the form of prepared rows.
     *
     * @param columns the features' columns
     */
    static ParquetForm of(SparkSession spark, StructType schema, List<FeatureColumn> columns) {
        Configuration hadoop = spark.sessionState().newHadoopConf();
        SQLConf settings = spark.sessionState().conf();
        hadoop.set(SQLConf.PARQUET_WRITE_LEGACY_FORMAT().key(), "false");
        hadoop.set(
                SQLConf.PARQUET_OUTPUT_TIMESTAMP_TYPE().key(),
                settings.parquetOutputTimestampType().toString());
        hadoop.set(SQLConf.PARQUET_FIELD_ID_WRITE_ENABLED().key(), "false");
        List<String> plain = new ArrayList<>(columns.stream()
                .filter(ParquetForm::isPlain)
                .map(FeatureColumn::name)
                .toList());
        plain.add(FeatureManifest.ROW_COLUMN);
        return new ParquetForm(new SerializableConfiguration(hadoop), schema, plain);
    }

    /**
     * Ids of large tables are stored as they are: they are a dictionary's codes already, and looking each up in a
     * second dictionary took 40 % of the time of Parquet's writer. So are numbers, most of which have many values.
     */
    private static boolean isPlain(FeatureColumn column) {
        return switch (column.kind()) {
            case CATEGORICAL -> column.rows() > MOST_CODES;
            case NUMERIC -> true;
            case CATEGORICAL_LIST, LIST_WEIGHTS -> false;
        };
    }

    /** Returns the configuration of Spark's writer of these columns. */
    Configuration writing(StructType columns) {
        Configuration hadoopOfColumns = new Configuration(hadoop.value());
        ParquetWriteSupport.setSchema(columns, hadoopOfColumns);
        return hadoopOfColumns;
    }

    /** Returns how many bytes a row group has at most, about. */
    long bytesOfRowGroup() {
        return hadoop.value().getLong(ParquetOutputFormat.BLOCK_SIZE, ParquetWriter.DEFAULT_BLOCK_SIZE);
    }
}
