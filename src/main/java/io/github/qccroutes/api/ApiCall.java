package io.github.qccroutes.api;

/**
 * The calls we make, by the last segment of their path, which is also their name in logs, metrics,
 * {@code api_hold} and routes.
 */
public enum ApiCall {
  /** Quota document, 6.2.1. */
  getQuota("/company/quota/getQuota", CodeTable.GENERAL, Outcome.ITEM),
  /** Report document, 6.2.1; 201 means that no company changed, so there is no report. */
  createReport("/radar_ext/createReport", CodeTable.GENERAL, Outcome.NONE),
  /** Report document, 6.2.2; 201 means that there is no such order. */
  getReportInfo("/radar_ext/getReportInfo", CodeTable.GENERAL, Outcome.ITEM),
  /** Customer-risk push document, 6.2.1. */
  setDdRiskApiPushSetting("/dd_risk_mnr/setDdRiskApiPushSetting", CodeTable.GENERAL, Outcome.ITEM),
  /** Customer-risk push document, 6.2.3. */
  activeDdRiskCallCallbackUrl(
      "/dd_risk_mnr/activeDdRiskCallCallbackUrl", CodeTable.GENERAL, Outcome.ITEM),
  /** Customer-risk push document, 6.2.4. */
  listDdRiskLatestOrderNo("/dd_risk_mnr/listDdRiskLatestOrderNo", CodeTable.GENERAL, Outcome.NONE),
  /** Customer-risk push document, 6.2.5. */
  getDdRiskDownloadUrl("/dd_risk_mnr/getDdRiskDownloadUrl", CodeTable.GENERAL, Outcome.ITEM),
  /** Partnership document, 6.2.1; 201 means that none was found among the companies. */
  findPartnershipRelation(
      "/corp/correlation/findPartnershipRelation", CodeTable.GENERAL, Outcome.NONE),
  /** Allocation document, 5.1.1. */
  batchAddRadarCompanyListToExistedUser(
      "/radar_ext/batchAddRadarCompanyListToExistedUser", CodeTable.ALLOCATION, Outcome.ITEM),
  /** Allocation document, 5.1.2. */
  batchCancelRadarCompanyListFromExistedUser(
      "/radar_ext/batchCancelRadarCompanyListFromExistedUser", CodeTable.ALLOCATION, Outcome.ITEM),
  /** Allocation document, 5.1.3. */
  batchAddRadarCompanyToExistedUserList(
      "/radar_ext/batchAddRadarCompanyToExistedUserList", CodeTable.ALLOCATION, Outcome.ITEM),
  /** Allocation document, 5.1.4. */
  batchCancelRadarCompanyFromExistedUserList(
      "/radar_ext/batchCancelRadarCompanyFromExistedUserList", CodeTable.ALLOCATION, Outcome.ITEM);

  private final String path;
  private final CodeTable codes;
  private final Outcome noResult;

  ApiCall(String path, CodeTable codes, Outcome noResult) {
    this.path = path;
    this.codes = codes;
    this.noResult = noResult;
  }

  /** Path below the base URL. */
  public String path() {
    return path;
  }

  /** The status codes of the call's own document. */
  public CodeTable codes() {
    return codes;
  }

  /** The field of the envelope that holds the result. */
  public String result() {
    return this == listDdRiskLatestOrderNo ? "resultList" : "result";
  }

  /**
   * Whether the request grows with a list of lines, so that HTTP 400 or 414 may be about its length
   * and mended by halving it; for any other call they are trouble on the way.
   */
  public boolean takesList() {
    return codes == CodeTable.ALLOCATION || this == findPartnershipRelation;
  }

  /** What 201 means: nothing to report, or a permanent refusal such as an unknown order. */
  public Outcome noResult() {
    return noResult;
  }
}
