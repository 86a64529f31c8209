package io.github.qccroutes.work;

import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.jspecify.annotations.Nullable;

/** The due rows of a table, one at a time, each leased for as long as the route is at it. */
@UriEndpoint(
    firstVersion = "0.10.0",
    scheme = "work",
    title = "Work",
    syntax = "work:table",
    category = {Category.DATABASE})
public final class WorkEndpoint extends DefaultEndpoint {
  @UriPath(description = "The table whose rows are the work.")
  @Metadata(required = true)
  private final String table;

  @UriParam(
      label = "consumer",
      description =
          "The statement that leases one due row and returns it, as push/claim-order. Each column"
              + " it returns becomes a variable: order_no becomes orderNo.")
  private @Nullable String claim;

  @UriParam(
      label = "consumer",
      description =
          "The statement that renews the lease, as push/renew-order. It may name each variable of"
              + " the row.")
  private @Nullable String renew;

  @UriParam(
      label = "consumer",
      description =
          "What a log line calls the row, in the simple language, as job ${variable.jobId}.")
  private @Nullable String label;

  @UriParam(
      label = "consumer",
      defaultValue = "1",
      description = "How many rows the route is at, at most, on one node.")
  private int workers = 1;

  @UriParam(
      label = "consumer",
      defaultValue = "0",
      description =
          "How many rows more the route is at where its steps wait for a place, as for a call slot:"
              + " so the next row stands ready when one is free.")
  private int ahead;

  @UriParam(
      label = "consumer",
      defaultValue = "1000",
      description =
          "How often the table is asked for due rows although nothing said that there are any, in"
              + " milliseconds; 0 is never.")
  private long pollMs = 1000;

  WorkEndpoint(String uri, WorkComponent component, String table) {
    super(uri, component);
    this.table = table;
  }

  @Override
  public Producer createProducer() {
    return new WorkProducer(this);
  }

  @Override
  public Consumer createConsumer(Processor processor) throws Exception {
    if (claim == null || renew == null) {
      throw new IllegalArgumentException(
          getEndpointUri() + " needs the parameters claim and renew, each the name of a statement");
    }
    requireName("claim", claim);
    requireName("renew", renew);
    if (workers < 1 || ahead < 0 || pollMs < 0) {
      throw new IllegalArgumentException(
          getEndpointUri()
              + " needs at least one of workers, and ahead and pollMs that are not below 0");
    }
    WorkConsumer consumer = new WorkConsumer(this, processor, claim, renew);
    configureConsumer(consumer);
    return consumer;
  }

  private void requireName(String parameter, String name) {
    if (name.indexOf('/') <= 0) {
      throw new IllegalArgumentException(
          getEndpointUri()
              + ": "
              + parameter
              + "="
              + name
              + " is no name of a statement, which has a folder, as push/claim-order");
    }
  }

  @Override
  public WorkComponent getComponent() {
    return (WorkComponent) super.getComponent();
  }

  public String getTable() {
    return table;
  }

  public @Nullable String getClaim() {
    return claim;
  }

  public void setClaim(String claim) {
    this.claim = claim;
  }

  public @Nullable String getRenew() {
    return renew;
  }

  public void setRenew(String renew) {
    this.renew = renew;
  }

  public @Nullable String getLabel() {
    return label;
  }

  public void setLabel(String label) {
    this.label = label;
  }

  public int getWorkers() {
    return workers;
  }

  public void setWorkers(int workers) {
    this.workers = workers;
  }

  public int getAhead() {
    return ahead;
  }

  public void setAhead(int ahead) {
    this.ahead = ahead;
  }

  public long getPollMs() {
    return pollMs;
  }

  public void setPollMs(long pollMs) {
    this.pollMs = pollMs;
  }
}
