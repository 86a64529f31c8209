import { html, useMemo, useState } from './base.js';
import { t, count } from './base.js';
import { useLive } from './api.js';
import { Table, Time, State, Figures, Trouble } from './parts.js';
import { Lift } from './actions.js';
import { checkName } from './words.js';

const COLUMN = 178;
const ROW = 30;
const TOP = 34;
const BOX = 150;

/** Where the routes of the flows stand: a column a flow, a row a route. */
function layout(routes) {
  const flows = [...new Set(routes.map((route) => route.flow))].filter((flow) => flow !== 'console').sort();
  const places = new Map();
  flows.forEach((flow, column) => routes.filter((route) => route.flow === flow)
    .forEach((route, row) => places.set(route.id, { route, x: column * COLUMN + 8, y: TOP + row * ROW })));
  const height = Math.max(TOP, ...[...places.values()].map((place) => place.y)) + ROW + 8;
  return { flows, places, width: flows.length * COLUMN, height };
}

/** From the side of one box to that of another; within a column around its left. */
function curve(from, to) {
  const y = from.y + 11;
  const end = to.y + 11;
  if (from.x === to.x) {
    return `M${from.x} ${y} C${from.x - 16} ${y} ${to.x - 16} ${end} ${to.x} ${end}`;
  }
  const forward = to.x > from.x;
  const start = forward ? from.x + BOX : from.x;
  const stop = forward ? to.x : to.x + BOX;
  const bend = forward ? 40 : -40;
  return `M${start} ${y} C${start + bend} ${y} ${stop - bend} ${end} ${stop} ${end}`;
}

function RoutesPicture({ routes }) {
  const [chosen, setChosen] = useState('');
  const { flows, places, width, height } = useMemo(() => layout(routes), [routes]);
  const byAddress = new Map(routes.map((route) => [route.from, route.id]));
  const calls = [...places.values()].flatMap((from) => from.route.steps.map((step) => places.get(byAddress.get(step)))
    .filter((to) => to && to !== from).map((to) => [from, to]));
  const told = places.get(chosen);
  const choose = (route) => setChosen(route.id === chosen ? '' : route.id);
  const kind = (route) => (route.state !== 'Started' ? 'stopped' : route.inFlight ? 'busy' : 'idle');
  const label = t('路由：一列是一个流程，箭头是调用；绿色正在处理，虚线没有启用。点一个方框看说明。', 'Routes: a column a flow, arrows are calls; green is at work, a dashed one is not in use. Click a box to read what it does.');
  return html`<figure class="chart"><div class="scroll" tabindex="0" role="region" aria-label=${t('路由', 'Routes')}>
    <svg class="routes" viewBox=${`0 0 ${width} ${height}`} role="group" aria-label=${label}>
      <defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 L8 4 L0 8 z" /></marker></defs>
      ${flows.map((flow, column) => html`<text class="flow" x=${column * COLUMN + 8} y="20">${flow}</text>`)}
      ${calls.map(([from, to]) => html`<path class=${chosen && (from.route.id === chosen || to.route.id === chosen) ? 'call chosen' : 'call'} d=${curve(from, to)} marker-end="url(#arrow)" />`)}
      ${[...places.values()].map(({ route, x, y }) => html`<g class=${`route ${kind(route)}`} role="button" tabindex="0" aria-label=${route.id} aria-pressed=${String(route.id === chosen)}
        onClick=${() => choose(route)} onKeyDown=${(event) => ['Enter', ' '].includes(event.key) && (event.preventDefault(), choose(route))}>
        <title>${route.id}: ${route.description}</title>
        <rect x=${x} y=${y} width=${BOX} height="22" rx="4" />
        <text x=${x + 7} y=${y + 15}>${route.id.replace(`${route.flow}-`, '')}${route.inFlight ? ` (${route.inFlight})` : ''}</text>
      </g>`)}
    </svg></div>
    <figcaption aria-live="polite">${told
      ? html`<strong>${told.route.id}</strong>${t('：', ': ')}${told.route.description} <code>${told.route.from}</code>`
      : label}</figcaption></figure>`;
}

function Holds() {
  const { data, problem, again } = useLive('holds', {}, 5);
  return html`<h2>${t('被暂停的调用', 'Held calls')}</h2>
    <${Trouble} problem=${problem} again=${again} />
    <${Table} caption=${t('被暂停的调用', 'Held calls')} rows=${data && data.items} rowKey=${(hold) => hold.call} empty=${t('没有被暂停的调用', 'No call is held')} columns=${[
      { head: t('接口', 'Call'), cell: (hold) => (hold.call === '*' ? t('全部', 'all') : hold.call) },
      { head: t('企查查的答复', 'The provider says'), cell: (hold) => html`<span class="whole">${hold.code} ${hold.msg}</span>` },
      { head: t('自', 'Since'), narrow: true, cell: (hold) => html`<${Time} at=${hold.heldAt} />` },
      { head: t('到', 'Until'), narrow: true, cell: (hold) => html`<${Time} at=${hold.untilAt} />` },
      { head: t('操作', 'Action'), narrow: true, cell: (hold) => html`<${Lift} call=${hold.call === '*' ? 'all' : hold.call} why=${hold.msg} again=${again} />` },
    ]} />`;
}

export function OperationPage() {
  const health = useLive('health', {}, 5);
  const routes = useLive('routes', {}, 5);
  const log = useLive('log', {}, 10);
  const told = health.data;
  return html`<h1>${t('运行', 'Operation')}</h1>
    <${Trouble} problem=${health.problem} again=${health.again} missing=${!told} />
    ${told && html`<${Figures} figures=${[
      [t('状况', 'Health'), html`<${State} state=${told.state} text=${told.state === 'UP' ? t('正常', 'fine') : t('需要注意', 'needs a look')} />`],
      [t('正在进行的调用', 'Calls in flight'), `${count(told.slotsTaken)} / ${count(told.slots)}`],
      [t('节点', 'Node'), told.node], [t('版本', 'Version'), told.version],
    ]} />
    <${Table} caption=${t('检查', 'Checks')} rows=${told.checks} rowKey=${(check) => check.name} columns=${[
      { head: t('检查', 'Check'), narrow: true, cell: (check) => checkName(check.name) },
      { head: t('状态', 'State'), narrow: true, cell: (check) => html`<${State} state=${check.state} text=${check.state === 'UP' ? t('正常', 'fine') : check.state === 'DOWN' ? t('需要注意', 'needs a look') : t('未知', 'unknown')} />` },
      { head: t('说明', 'Remark'), cell: (check) => html`<span class="whole">${check.message}</span>` },
    ]} />`}
    <${Holds} />
    <h2>${t('路由', 'Routes')}</h2>
    <${Trouble} problem=${routes.problem} again=${routes.again} missing=${!routes.data} />
    ${routes.data && html`<${RoutesPicture} routes=${routes.data.items} />`}
    <h2>${t('日志', 'Log')}</h2>
    <p class="quiet">${t('这个节点最近 200 行，不含密钥。', 'The last 200 lines of this node, without secrets.')}</p>
    <${Trouble} problem=${log.problem} again=${log.again} missing=${!log.data} />
    ${log.data && html`<pre class="log" tabindex="0" aria-label=${t('日志', 'Log')}>${log.data.items.map((line) => line.text).join('\n')}</pre>`}`;
}
