package io.github.qccroutes.assignments;

import io.github.qccroutes.api.ApiCall;
import org.apache.camel.Exchange;

/** What a dropped file asks for. */
public enum AssignmentAction {
  /** Companies are assigned to users; {@code inbox/assign}. */
  ASSIGN("assign"),
  /** Companies are taken from users; {@code inbox/cancel}. */
  CANCEL("cancel");

  private final String folder;

  AssignmentAction(String folder) {
    this.folder = folder;
  }

  /** That of the claimed job or call. */
  static AssignmentAction of(Exchange exchange) {
    return valueOf(exchange.getVariable("action", String.class));
  }

  /** The name of its folders in {@code inbox}, {@code done}, {@code rejected}, {@code results}. */
  public String folder() {
    return folder;
  }

  /** The provider's call for a shape. */
  ApiCall call(CallPlan.Shape shape) {
    return switch (shape) {
      case ONE_LOGIN ->
          this == ASSIGN
              ? ApiCall.batchAddRadarCompanyListToExistedUser
              : ApiCall.batchCancelRadarCompanyListFromExistedUser;
      case ONE_KEYWORD ->
          this == ASSIGN
              ? ApiCall.batchAddRadarCompanyToExistedUserList
              : ApiCall.batchCancelRadarCompanyFromExistedUserList;
    };
  }
}
