package io.github.qccroutes.store;

/**
 * Says in one line that there are no tables of this version yet: the start of a node makes them.
 */
public final class MissingSchemaException extends DatabaseException {
  private static final long serialVersionUID = 1L;

  private final boolean older;

  private MissingSchemaException(String message, boolean older) {
    super(message);
    this.older = older;
  }

  /**
   * There are none at all.
   *
   * @param found what there is instead
   */
  static MissingSchemaException noNodeYet(String found) {
    return new MissingSchemaException(
        "qcc.db.url: 这里还没有运行过节点 / no node has run here yet: "
            + found
            + "；请在节点的环境变量下执行，或先启动节点 / run this command in the node's environment"
            + " (QCC_DB_URL, QCC_DATA_DIR, QCC_HOME), or start a first node (qcc-routes run)",
        false);
  }

  /** There are those of an earlier version in this database. */
  static MissingSchemaException older(String shownUrl) {
    return new MissingSchemaException(
        "qcc.db.url: 数据库的表还是旧版本，启动节点即可升级 / the tables are of an earlier version, "
            + shownUrl
            + ": start a node of this version (qcc-routes run), which brings them up to date",
        true);
  }

  /** Whether there are tables, of an earlier version. */
  public boolean older() {
    return older;
  }
}
