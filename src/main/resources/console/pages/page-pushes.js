import { html } from './base.js';
import { t, count } from './base.js';
import { act, useLive, usePages } from './api.js';
import { Pages, Filter, Act, Time, State } from './parts.js';
import { RetryPush } from './actions.js';
import { pushState, said, PUSH_STATES } from './words.js';

export function PushesPage({ query }) {
  const list = usePages('pushes', query, 5);
  const health = useLive('health', {}, 30);
  const check = health.data && health.data.checks.find((each) => each.name === 'receiver');
  const newest = useLive('pushes', { limit: 50 }, 30);
  const latest = newest.data && newest.data.items.find((order) => order.calledBackAt);
  const told = (text) => () => {
    list.again();
    return text;
  };
  return html`<h1>${t('推送', 'Pushes')}</h1>
    ${check && html`<p><${State} state=${check.state} text=${check.state === 'UP' ? t('正常', 'fine') : t('需要注意', 'needs a look')} /> <span title=${check.message}>${said(check.message)}</span></p>`}
    <p class="quiet">${latest ? html`${t('最近一次回调：', 'Last callback: ')}<${Time} at=${latest.calledBackAt} />` : t('还没有收到回调', 'No callback yet')}</p>
    <p class="buttons">
      <${Act} label=${t('重新注册', 'Register again')} reason=${true} what=${t('让企查查按配置 qcc.push.callback-url 推送。已经注册过时，不会有别的影响。', 'Has the provider call qcc.push.callback-url. Where it does already, nothing changes.')}
        run=${(reason) => act('POST', 'pushes/register', { reason })} done=${told(t('已注册', 'Registered'))} />
      <${Act} label=${t('激活', 'Activate')} reason=${true} what=${t('企查查回调失败多次后会停止推送；激活后它会重新推送。', 'After many failures the provider stops calling back; this starts it again.')}
        run=${(reason) => act('POST', 'pushes/activate', { reason })} done=${told(t('已激活', 'Activated'))} />
    </p>
    <${Filter} page="pushes" query=${query} fields=${[
      { name: 'state', label: t('状态', 'State'), options: PUSH_STATES.map((key) => [key, pushState(key)]) },
    ]} />
    <${Pages} list=${list} caption=${t('推送', 'Pushes')} rowKey=${(order) => order.orderNo}
      empty=${query.state ? t('没有这样的推送', 'No such pushes') : t('还没有推送。企查查监控到变化后会推送到回调地址。', 'No pushes yet. They come when QCC Pro finds changes.')} columns=${[
        { head: t('订单号', 'Order'), cell: (order) => order.orderNo },
        { head: t('状态', 'State'), narrow: true, cell: (order) => html`<${State} state=${order.state} text=${pushState(order.state)} />` },
        { head: t('通知条数', 'Announced'), number: true, cell: (order) => count(order.totalSize) },
        { head: t('实际条数', 'Found'), number: true, cell: (order) => count(order.recordCount) },
        { head: t('收到', 'Received'), narrow: true, cell: (order) => html`<${Time} at=${order.receivedAt} />` },
        { head: t('导入', 'Imported'), narrow: true, cell: (order) => html`<${Time} at=${order.importedAt} />` },
        { head: t('最近的错误', 'Last error'), cell: (order) => order.lastError && html`<span class="whole" title=${order.lastError}>${said(order.lastError)}</span>` },
        { head: t('操作', 'Action'), narrow: true, cell: (order) => order.state === 'DEAD' && html`
          <${RetryPush} orderNo=${order.orderNo} again=${list.again} />
          ${' '}<${Act} label=${t('忽略', 'Forget')} reason=${true} what=${t(`不再处理 ${order.orderNo}：用于从未存在的订单号。企查查仍列出的订单会自动回来。`, `Forgets ${order.orderNo}: for a number that never existed. What the provider still lists comes back.`)}
            run=${(reason) => act('POST', `pushes/${encodeURIComponent(order.orderNo)}/forget`, { reason })} done=${told(t('已忽略', 'Forgotten'))} />` },
      ]} />`;
}
