import { html, useMemo } from './base.js';
import { t, count, fullTime } from './base.js';
import { useLive } from './api.js';
import { Time, Figures, Trouble, Chart, Empty, Table, axis } from './parts.js';
import { AskQuota } from './actions.js';
import { moduleName } from './words.js';

const DAYS = 90;
const DAY_MS = 86400000;
const AHEAD_MS = 365 * DAY_MS;

/** The last figure of each day, oldest first. */
function daily(items) {
  const days = new Map();
  [...items].reverse().forEach((item) => {
    if (item.remaining !== null) {
      days.set(fullTime(item.takenAt).slice(0, 10), item);
    }
  });
  return [...days.values()];
}

/** When nothing is left, if it goes on as in the days that are shown (least squares); null if it does not fall. */
function runsOut(items) {
  if (items.length < 3) {
    return null;
  }
  const points = items.map((item) => [new Date(item.takenAt).getTime(), item.remaining]);
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / points.length;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / points.length;
  const slope = points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0)
    / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
  if (!(slope < 0)) {
    return null;
  }
  const [lastX, lastY] = points[points.length - 1];
  const at = lastX - lastY / slope;
  return at - lastX > AHEAD_MS ? null : { at, from: [lastX, lastY] };
}

function Module({ name, items }) {
  const latest = items[0];
  const days = useMemo(() => daily(items), [items]);
  const end = useMemo(() => runsOut(days), [days]);
  const option = useMemo(() => (paint) => ({
    grid: { left: 64, right: 24, top: 16, bottom: 28 },
    tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
    xAxis: { type: 'time', ...axis(paint, { splitLine: { show: false } }) },
    yAxis: { type: 'value', min: 0, ...axis(paint) },
    series: [
      { name: t('剩余', 'Left'), type: 'line', step: 'end', color: paint.accent, showSymbol: days.length < 3, data: days.map((item) => [item.takenAt, item.remaining]) },
      ...(end ? [{ name: t('照此用完', 'Runs out'), type: 'line', color: paint.bad, lineStyle: { type: 'dashed' }, showSymbol: false, data: [end.from, [end.at, 0]] }] : []),
    ],
  }), [days, end]);
  const outDay = end && fullTime(end.at).slice(0, 10);
  return html`<h2>${moduleName(name)}</h2>
    <${Figures} figures=${[
      [t('总额度', 'Total'), count(latest.total)], [t('已用', 'Consumed'), count(latest.consumed)], [t('剩余', 'Left'), count(latest.remaining)],
      latest.deletable !== null && [t('可取消', 'Can be cancelled'), count(latest.deletable)],
      [t('查询时间', 'Asked'), html`<${Time} at=${latest.takenAt} />`],
      [t('照最近的用量，用完于', 'At this pace, runs out on'), outDay || (days.length < 3 ? t('记录不足三天，暂时无法估计', 'too few days on record') : t('看不出会用完', 'not in sight'))],
    ]} />
    ${days.length > 1 ? html`<${Chart} option=${option} height=${220} label=${outDay
      ? t(`${moduleName(name)}：最近 ${DAYS} 天的剩余额度，照此在 ${outDay} 用完`, `${moduleName(name)}: quota left over ${DAYS} days; at this pace it runs out on ${outDay}`)
      : t(`${moduleName(name)}：最近 ${DAYS} 天的剩余额度`, `${moduleName(name)}: quota left over ${DAYS} days`)} />`
    : html`<p class="quiet">${t('有两天以上的记录后，这里会画出变化。', 'A picture is drawn once there are two days.')}</p>`}`;
}

export function QuotaPage() {
  const { data, problem, again } = useLive('quota', { days: DAYS }, 60);
  const modules = useMemo(() => {
    const all = new Map();
    (data ? data.items : []).forEach((item) => all.set(item.module, (all.get(item.module) || []).concat(item)));
    return [...all];
  }, [data]);
  return html`<h1>${t('额度', 'Quota')}</h1>
    <p><${AskQuota} again=${again} /></p>
    <${Trouble} problem=${problem} again=${again} missing=${!data} />
    ${data && !modules.length && html`<${Empty}>${t('还没有额度记录。程序会定时查询，也可以立即查询。', 'No quota on record. It is asked for on schedule, or now.')}<//>`}
    ${modules.map(([name, items]) => html`<${Module} key=${name} name=${name} items=${items} />`)}
    ${data && data.items.length > 0 && html`<h2>${t('最近的记录', 'Latest')}</h2><${Table} caption=${t('最近的记录', 'Latest')} rows=${data.items.slice(0, 20)} columns=${[
      { head: t('时间', 'At'), narrow: true, cell: (item) => fullTime(item.takenAt) },
      { head: t('模块', 'Module'), cell: (item) => moduleName(item.module) },
      { head: t('总额度', 'Total'), number: true, cell: (item) => count(item.total) },
      { head: t('已用', 'Consumed'), number: true, cell: (item) => count(item.consumed) },
      { head: t('剩余', 'Left'), number: true, cell: (item) => count(item.remaining) },
    ]} />`}`;
}
