// What can be done from more than one page: the same words and the same call, wherever its button stands.
import { html } from './base.js';
import { t } from './base.js';
import { act } from './api.js';
import { Act } from './parts.js';

const done = (again, text) => () => {
  again();
  return text;
};

/** Lets a held job or list go on. what: the sentence that says what that does. */
export const Release = ({ job, what, again }) => html`<${Act} label=${t('放行', 'Release')} kind="main" reason=${true} what=${what}
  run=${(reason) => act('POST', `jobs/${encodeURIComponent(job)}/release`, { reason })}
  done=${done(again, t('已放行，继续进行', 'Released; it goes on'))} />`;

/** Imports a push order again. */
export const RetryPush = ({ orderNo, kind, again }) => html`<${Act} label=${t('重试', 'Retry')} kind=${kind} reason=${true}
  what=${t(`重新下载并导入推送订单 ${orderNo}。不会重复写入已有的数据。`, `Downloads and imports push order ${orderNo} again. Nothing is written twice.`)}
  run=${(reason) => act('POST', `pushes/${encodeURIComponent(orderNo)}/retry`, { reason })}
  done=${done(again, t('已重新开始导入', 'The import starts again'))} />`;

/** Makes a held call again. call: as the provider names it, or all; why: what the provider said. */
export const Lift = ({ call, why, kind, again }) => html`<${Act} label=${t('解除', 'Lift')} kind=${kind} reason=${true}
  what=${t(`企查查曾要求停止调用：${why}。请先解决原因（密钥、权限、额度或到期），再解除；解除后马上重新调用。`, `The provider told us to stop: ${why}. Remove the cause first; the calls are made again at once.`)}
  run=${(reason) => act('DELETE', `holds/${encodeURIComponent(call)}?reason=${encodeURIComponent(reason)}`)}
  done=${done(again, t('已解除，调用重新开始', 'Lifted; the calls are made again'))} />`;

/** Asks the provider for the quota. */
export const AskQuota = ({ again }) => html`<${Act} label=${t('立即查询', 'Ask now')}
  what=${t('向企查查查询现在的额度。不消耗额度。', 'Asks the provider for the quota now. It costs none.')}
  run=${() => act('POST', 'quota/check')} done=${done(again, t('已查询额度', 'The quota was asked for'))} />`;
