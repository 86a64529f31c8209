// What states, kinds and actions are called. One name for one thing, on every page.
import { word, language } from './base.js';

const JOB = {
  LOADING: ['读取中', 'being read'],
  ACCEPTED: ['排队中', 'waiting'],
  PLANNED: ['已计划', 'planned'],
  HELD: ['暂停，待处理', 'held'],
  RUNNING: ['进行中', 'running'],
  DONE: ['完成', 'done'],
  INCOMPLETE: ['部分完成', 'incomplete'],
  REJECTED: ['已拒绝', 'rejected'],
  SUPERSEDED: ['已被新名单取代', 'superseded'],
};
const LINE = {
  PENDING: ['待发送', 'to be sent'],
  OK: ['成功', 'succeeded'],
  TAKEN: ['有效', 'taken'],
  FAILED: ['失败', 'failed'],
  INVALID: ['无效', 'invalid'],
  DUPLICATE: ['重复', 'duplicate'],
  REFUSED: ['被企查查拒绝', 'refused'],
  UNKNOWN: ['结果未知', 'unknown'],
};
const CALL = {
  PENDING: ['待发送', 'to be sent'],
  SENDING: ['发送中', 'being sent'],
  DONE: ['完成', 'done'],
  SPLIT: ['已拆分', 'split'],
  REFUSED: ['被企查查拒绝', 'refused'],
  FAILED: ['失败', 'failed'],
};
const PUSH = {
  RECEIVED: ['待导入', 'to be imported'],
  IMPORTING: ['导入中', 'being imported'],
  IMPORTED: ['已导入', 'imported'],
  DEAD: ['未能导入', 'not imported'],
};
const REPORT = {
  DUE: ['待下单', 'to be ordered'],
  ORDERING: ['下单中', 'being ordered'],
  PENDING: ['生成中', 'being made'],
  READY: ['可下载', 'stored'],
  NO_CHANGE: ['无变化', 'no change'],
  FAILED: ['失败', 'failed'],
  EXPIRED: ['已过期', 'expired'],
  AMBIGUOUS: ['下单结果不明', 'unclear whether ordered'],
};
const KIND = {
  assign: ['分配', 'assign'],
  cancel: ['取消', 'cancel'],
  partnerships: ['合作关系', 'partnerships'],
  sync: ['全量同步', 'whole list'],
};
const TODO = {
  job: ['任务', 'job'],
  list: ['名单', 'list'],
  push: ['推送', 'push'],
  report: ['报告', 'report'],
  hold: ['调用暂停', 'hold'],
  quota: ['额度', 'quota'],
  source: ['名单来源', 'source of lists'],
  routes: ['路由', 'routes'],
};
const CHANGE = {
  ASSIGN: ['新增', 'add'],
  CANCEL: ['取消', 'cancel'],
  KEEP: ['不变', 'keep'],
};
const ROLE = {
  viewer: ['查看者', 'viewer'],
  operator: ['操作员', 'operator'],
  admin: ['管理员', 'admin'],
};
const REPORT_TYPE = {
  day: ['日报', 'day'],
  week: ['周报', 'week'],
  month: ['月报', 'month'],
};
const MODULE = {
  radar_id: ['风险监控（企业）', 'risk monitoring (companies)'],
  natural_person_id: ['自然人核验', 'checks of natural persons'],
  bene_id: ['股权穿透', 'beneficial owners'],
};
const CHECK = {
  context: ['程序', 'program'],
  database: ['数据库', 'database'],
  trouble: ['待处理', 'to be dealt with'],
  provider: ['企查查', 'provider'],
  receiver: ['回调地址', 'callback address'],
  push: ['推送', 'pushes'],
  assignments: ['分配和取消', 'assignments'],
  partnerships: ['合作关系', 'partnerships'],
  reports: ['报告', 'reports'],
  sync: ['全量同步', 'whole lists'],
  quota: ['额度', 'quota'],
};
const ACTION = {
  'session-open': ['登录', 'log in'],
  'session-close': ['退出', 'log out'],
  'session-password': ['修改自己的密码', 'change own password'],
  'sessions-close': ['结束其他会话', 'end other sessions'],
  'users-put': ['添加或修改用户', 'add or change user'],
  'users-remove': ['删除用户', 'remove user'],
  'tokens-add': ['创建令牌', 'make token'],
  'tokens-revoke': ['吊销令牌', 'revoke token'],
  'jobs-release': ['放行', 'release'],
  files: ['提交文件', 'hand file over'],
  'files-plan': ['试算文件', 'plan file'],
  'sync-reject': ['拒绝名单', 'reject list'],
  'sync-adopt': ['采纳名单', 'adopt list'],
  'risk-handle': ['标记已处理', 'mark handled'],
  'risk-reopen': ['重新打开', 'open again'],
  'pushes-retry': ['重试推送', 'retry push'],
  'pushes-forget': ['忽略推送', 'forget push'],
  'pushes-register': ['重新注册回调', 'register callback'],
  'pushes-activate': ['激活回调', 'activate callback'],
  'reports-order': ['下单报告', 'order report'],
  'reports-fetch': ['重新获取报告', 'fetch report again'],
  'quota-check': ['查询额度', 'ask for quota'],
  'holds-lift': ['解除暂停', 'lift hold'],
  release: ['放行', 'release'],
  'holds lift': ['解除暂停', 'lift hold'],
  'push retry': ['重试推送', 'retry push'],
  'push forget': ['忽略推送', 'forget push'],
  'push enable': ['开启推送', 'enable pushes'],
  'push disable': ['关闭推送', 'disable pushes'],
  'push activate': ['激活回调', 'activate callback'],
  'reports order': ['下单报告', 'order report'],
  'reports fetch': ['重新获取报告', 'fetch report again'],
  'sync adopt': ['采纳名单', 'adopt list'],
  'sync reject': ['拒绝名单', 'reject list'],
  'token add': ['创建令牌', 'make token'],
  'token revoke': ['吊销令牌', 'revoke token'],
  'user add': ['添加用户', 'add user'],
  'user change': ['修改用户', 'change user'],
  'user remove': ['删除用户', 'remove user'],
  quota: ['查询额度', 'ask for quota'],
};

export const jobState = (key) => word(JOB, key);
export const lineState = (key) => word(LINE, key);
export const callState = (key) => word(CALL, key);
export const pushState = (key) => word(PUSH, key);
export const reportState = (key) => word(REPORT, key);
export const kindName = (key) => word(KIND, key);
export const todoKind = (key) => word(TODO, key);
export const changeName = (key) => word(CHANGE, key);
export const roleName = (key) => word(ROLE, key);
export const reportType = (key) => word(REPORT_TYPE, key);
export const moduleName = (key) => word(MODULE, key);
export const checkName = (key) => word(CHECK, key);
export const actionName = (key) => word(ACTION, key);
export const JOB_STATES = Object.keys(JOB);
export const KINDS = Object.keys(KIND);
export const LINE_STATES = Object.keys(LINE);
export const PUSH_STATES = Object.keys(PUSH);
/** Those of the API; commands have names with blanks. */
export const ACTIONS = Object.keys(ACTION).filter((key) => key.includes('-') || key === 'files');

/** Our own sentences about a push that failed; what is not here is shown as it was written. */
const SAID = [
  [/unzip password does not open/, '解压密码打不开压缩包'],
  [/not a ZIP archive or is cut off/, '下载的文件不是 ZIP 压缩包，或不完整'],
  [/archive is damaged/, '压缩包损坏：不完整，或校验不符'],
  [/archive holds no /, '压缩包里没有应有的文件'],
  [/more than once/, '压缩包里同一文件出现多次'],
  [/inflates to more than/, '压缩包解开后超过允许的大小'],
  [/encrypted with AES-256/, '压缩包没有用 AES-256 加密'],
  [/not a JSON object|has no "result" list|goes on after the end/, '压缩包里的 JSON 不符合约定'],
  [/^callback address: CONFIRMED/, '企查查已确认回调地址'],
  [/^callback address: /, '回调地址尚未确认'],
];

/** Texts of ours that stand in both languages: 额度不足 / not enough quota. */
const BOTH = /^(.*[\u4e00-\u9fff][^/]*?) \/ ([ -~].*)$/s;

/** A sentence of ours in the reader's language. */
export function said(text) {
  const both = text && BOTH.exec(text);
  if (both) {
    return language === 'en' ? both[2] : both[1];
  }
  const known = language === 'en' || !text ? null : SAID.find(([pattern]) => pattern.test(text));
  return known ? known[1] : text;
}

/** How a state is to be looked at: bad needs a person, good is over, other is under way. */
export function mood(state) {
  if (['HELD', 'DEAD', 'FAILED', 'EXPIRED', 'AMBIGUOUS', 'REJECTED', 'INVALID', 'REFUSED', 'DOWN', 'UNKNOWN'].includes(state)) {
    return 'bad';
  }
  if (state === 'INCOMPLETE') {
    return 'warn';
  }
  return ['DONE', 'OK', 'IMPORTED', 'READY', 'UP', 'TAKEN', 'NO_CHANGE'].includes(state) ? 'good' : 'calm';
}
