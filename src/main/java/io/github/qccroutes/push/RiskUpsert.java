package io.github.qccroutes.push;

import java.util.Map;

/** The statement {@code push/merge-risks} with the values of records. */
final class RiskUpsert {
  private static final Map<String, RowStatement.Field<Risk>> FIELDS =
      Map.of(
          "id", RowStatement.Field.text(Risk::id),
          "corpKeyNo", RowStatement.Field.text(Risk::corpKeyNo),
          "corpName", RowStatement.Field.text(Risk::corpName),
          "monitorContent", RowStatement.Field.text(Risk::monitorContent),
          "monitorLevel", RowStatement.Field.text(Risk::monitorLevel),
          "monitorType", RowStatement.Field.text(Risk::monitorType),
          "score", RowStatement.Field.integer(Risk::score),
          "changeDate", RowStatement.Field.text(Risk::changeDate));

  private RiskUpsert() {}

  static RowStatement<Risk> statement(String text) {
    return new RowStatement<>(text, FIELDS);
  }
}
