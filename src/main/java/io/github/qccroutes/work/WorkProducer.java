package io.github.qccroutes.work;

import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultProducer;

/** Says that rows of the table may be due now. Belongs behind the commit of what is to be found. */
final class WorkProducer extends DefaultProducer {
  WorkProducer(WorkEndpoint endpoint) {
    super(endpoint);
  }

  @Override
  public void process(Exchange exchange) {
    WorkEndpoint endpoint = (WorkEndpoint) getEndpoint();
    endpoint.getComponent().wake(endpoint.getTable());
  }
}
