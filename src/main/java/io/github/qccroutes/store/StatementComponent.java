package io.github.qccroutes.store;

import java.util.Map;
import org.apache.camel.Endpoint;
import org.apache.camel.component.sql.SqlComponent;
import org.apache.camel.component.sql.SqlEndpoint;

/**
 * Camel's {@code sql:} component on our pool: {@code sql:push/claim-order} is the statement of that
 * name, as Java code calls it, too (see {@link Statements}).
 */
public final class StatementComponent extends SqlComponent {
  private final Statements statements;

  public StatementComponent(Database database) {
    this.statements = database.statements();
    setDataSource(database.dataSource());
    setServiceLocationEnabled(false);
  }

  @Override
  protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
      throws Exception {
    SqlEndpoint endpoint =
        (SqlEndpoint) super.createEndpoint(uri, statements.ofRoute(remaining), parameters);
    endpoint.setPrepareStatementStrategy(statements);
    return endpoint;
  }
}
