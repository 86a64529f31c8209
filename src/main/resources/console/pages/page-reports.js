import { html, useState } from './base.js';
import { t } from './base.js';
import { act, usePages, file } from './api.js';
import { Act, Time, State, Long, Trouble, Empty } from './parts.js';
import { said, reportState, reportType } from './words.js';

const TYPES = ['day', 'week', 'month'];

function Order({ type, again }) {
  const [twice, setTwice] = useState(false);
  return html`<${Act} label=${t(`下单${reportType(type)}`, `Order ${reportType(type)}`)} reason=${true}
    what=${t(`下单当前周期的${reportType(type)}。已经下过单的，只会取回，不会再下单。`, `Orders the ${reportType(type)} report of the current period. What was ordered before is fetched, not ordered again.`)}
    run=${(reason) => act('POST', `reports/${type}/order`, twice ? { reason, again: true } : { reason })}
    done=${() => { again(); return t('已下单，报告生成后会自动下载', 'Ordered; it is fetched when it is made'); }}>
    <p><label><input type="checkbox" checked=${twice} onChange=${(e) => setTwice(e.target.checked)} /> ${t('上次下单结果不明，仍要再下单（可能重复扣费）', 'It is unclear whether it was ordered; order again (may cost twice)')}</label></p>
  <//>`;
}

function Report({ report, again }) {
  return html`<div>
    <${State} state=${report.state} text=${reportState(report.state)} />
    ${' '}${report.hasFile && html`<a href=${file(`reports/${encodeURIComponent(report.orderNo)}.zip`)} download>${t('下载', 'Download')}</a>`}
    ${' '}${report.orderNo && !report.hasFile && ['FAILED', 'EXPIRED'].includes(report.state) && html`<${Act} label=${t('重新获取', 'Fetch again')} reason=${true}
      what=${t(`再次向企查查取订单 ${report.orderNo} 的报告。不会再下单。`, `Asks for the report of order ${report.orderNo} again. It is not ordered again.`)}
      run=${(reason) => act('POST', `reports/${encodeURIComponent(report.orderNo)}/fetch`, { reason })} done=${() => { again(); return t('正在重新获取', 'It is fetched again'); }} />`}
    <div class="quiet">${report.finishedAt ? html`<${Time} at=${report.finishedAt} />` : report.orderedAt && html`${t('下单', 'ordered')} <${Time} at=${report.orderedAt} />`}
      ${report.lastError && html`<${Long} text=${said(report.lastError)} />`}</div>
  </div>`;
}

export function ReportsPage() {
  const list = usePages('reports', { limit: 200 }, 10);
  const periods = list.items && [...new Set(list.items.map((report) => report.period))];
  return html`<h1>${t('报告', 'Reports')}</h1>
    <p class="buttons">${TYPES.map((type) => html`<${Order} type=${type} again=${list.again} />`)}</p>
    <${Trouble} problem=${list.problem} again=${list.again} missing=${!periods} />
    ${periods && !periods.length && html`<${Empty}>${t('还没有报告。到时间会自动下单，也可以现在下单。', 'No reports yet. They are ordered on schedule, or now.')}<//>`}
    ${periods && periods.length > 0 && html`<div class="scroll" tabindex="0" role="region" aria-label=${t('报告', 'Reports')}><table>
      <caption class="hidden">${t('每个周期的报告', 'Reports of each period')}</caption>
      <thead><tr><th scope="col">${t('周期', 'Period')}</th>${TYPES.map((type) => html`<th scope="col">${reportType(type)}</th>`)}</tr></thead>
      <tbody>${periods.map((period) => html`<tr key=${period}><th scope="row">${period}</th>
        ${TYPES.map((type) => html`<td>${list.items.filter((report) => report.period === period && report.type === type).map((report) => html`<${Report} report=${report} again=${list.again} />`)}</td>`)}</tr>`)}</tbody>
    </table></div>`}
    ${list.more && html`<p><button disabled=${list.busy} onClick=${list.more}>${t('更多', 'More')}</button></p>`}`;
}
