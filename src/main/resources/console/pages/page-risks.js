import { html, useMemo } from './base.js';
import { t, count, day, link } from './base.js';
import { act, useLive, usePages, file } from './api.js';
import { Pages, Table, Filter, Act, Time, State, Long, Figures, Trouble, Chart, axis } from './parts.js';

const DAYS = 30;
/** As the provider names them, the worst first. */
const LEVELS = ['高风险信息', '风险信息', '警示信息', '提示信息', '利好信息'];

const rank = (level) => (LEVELS.includes(level) ? LEVELS.indexOf(level) : LEVELS.length);
const levelName = (level) => level || t('（无级别）', '(no level)');
const levelMood = (level) => (level === '高风险信息' ? 'bad' : level === '风险信息' || level === '警示信息' ? 'warn' : level === '利好信息' ? 'good' : 'calm');

const shift = (text, days) => new Date(Date.parse(`${text}T00:00:00Z`) + days * 86400000).toISOString().slice(0, 10);

const levelColour = (paint, level) => (level === '风险信息' ? paint.risk : { bad: paint.bad, warn: paint.warn, good: paint.good, calm: paint.accent }[levelMood(level)]);

function Days({ from, to }) {
  const last = to || day();
  const first = from && shift(from, 366) >= last ? from : shift(last, 1 - DAYS);
  const days = useLive('risk-days', { from: first, to: last }, 60);
  const items = days.data && days.data.items;
  const option = useMemo(() => (paint) => {
    const names = [];
    for (let each = first; each <= last; each = shift(each, 1)) {
      names.push(each);
    }
    const levels = [...new Set((items || []).map((item) => item.monitorLevel || ''))].sort((a, b) => rank(a) - rank(b));
    return {
      grid: { left: 56, right: 16, top: 36, bottom: 28 },
      legend: { textStyle: { color: paint.text }, top: 0 },
      tooltip: { trigger: 'axis', renderMode: 'richText', confine: true },
      xAxis: { type: 'category', data: names, ...axis(paint) },
      yAxis: { type: 'value', minInterval: 1, ...axis(paint) },
      series: levels.map((level) => ({
        name: levelName(level), type: 'bar', stack: 'all', color: levelColour(paint, level),
        data: names.map((name) => (items.find((item) => item.day === name && (item.monitorLevel || '') === level) || { risks: 0 }).risks),
      })),
    };
  }, [items, first, last]);
  if (!items || !items.length) {
    return items && html`<p class="quiet">${t(`${first} 至 ${last} 没有风险`, `No risks from ${first} to ${last}`)}</p>`;
  }
  const sum = items.reduce((all, item) => all + item.risks, 0);
  return html`<${Chart} option=${option} height=${210} label=${t(`${first} 至 ${last} 每天的风险，按级别，共 ${count(sum)} 条`, `Risks a day by level, ${first} to ${last}, ${count(sum)} in all`)} />`;
}

function Handle({ risk, again }) {
  return risk.handledAt
    ? html`<${Act} label=${t('重新打开', 'Open again')} what=${t('这条风险会回到「未处理」，说明会删除。', 'The record is open again; its note goes.')}
        run=${() => act('DELETE', `risks/${encodeURIComponent(risk.id)}/handled`)} done=${() => { again(); return t('已重新打开', 'Open again'); }} />`
    : html`<${Act} label=${t('标记已处理', 'Mark handled')} reason=${t('怎么处理的（大家都能看到）', 'What was done (everybody sees it)')}
        what=${t(`「${risk.corpName || risk.corpKeyNo}」的这条风险会标为已处理。之后若有变化，会自动重新打开。`, `This risk of ${risk.corpName || risk.corpKeyNo} counts as handled until it changes.`)}
        run=${(note) => act('PUT', `risks/${encodeURIComponent(risk.id)}/handled`, { note })} done=${() => { again(); return t('已标记为已处理', 'Marked as handled'); }} />`;
}

const columns = (again, company) => [
  { head: t('日期', 'Date'), narrow: true, cell: (risk) => html`<a href=${link('risks', risk.id)}>${risk.changeDate || '—'}</a>` },
  company && { head: t('企业', 'Company'), cell: (risk) => html`<a href=${link('company', risk.corpKeyNo || risk.corpName)}><${Long} text=${risk.corpName || risk.corpKeyNo} /></a>` },
  { head: t('级别', 'Level'), narrow: true, cell: (risk) => html`<span class=${`state ${levelMood(risk.monitorLevel)}`}>${levelName(risk.monitorLevel)}</span>` },
  { head: t('类型', 'Type'), cell: (risk) => risk.monitorType },
  { head: t('内容', 'What'), cell: (risk) => html`<${Long} text=${risk.monitorContent} />` },
  { head: t('状态', 'State'), narrow: true, cell: (risk) => (risk.handledAt
    ? html`<${State} state="DONE" text=${t('已处理', 'handled')} /> ${risk.handledBy}<span class="quiet"><${Long} text=${risk.note} /></span>`
    : html`<${State} state="" text=${t('未处理', 'open')} />`) },
  { head: t('操作', 'Action'), narrow: true, cell: (risk) => html`<${Handle} risk=${risk} again=${again} />` },
].filter(Boolean);

export function RisksPage({ query }) {
  const list = usePages('risks', query, 15);
  const counts = useLive('risk-counts', query, 30);
  const levels = counts.data && [...counts.data.levels].sort((a, b) => rank(a.monitorLevel) - rank(b.monitorLevel));
  const total = levels && levels.reduce((sum, level) => sum + level.risks, 0);
  return html`<h1>${t('客户风险', 'Risks')}</h1>
    <${Filter} page="risks" query=${query} fields=${[
      { name: 'company', label: t('企业名称开头或企业编号', 'Company: beginning of its name, or key number') },
      { name: 'level', label: t('级别', 'Level'), options: LEVELS.map((level) => [level, level]) },
      { name: 'type', label: t('类型', 'Type') },
      { name: 'from', label: t('从', 'From'), type: 'date' },
      { name: 'to', label: t('到', 'To'), type: 'date' },
      { name: 'state', label: t('状态', 'State'), options: [['open', t('未处理', 'open')], ['handled', t('已处理', 'handled')]] },
    ]} />
    ${levels && html`<${Figures} figures=${[
      [t('合计', 'All'), counts.data.capped ? '10,000+' : count(total)],
      ...levels.map((level) => [levelName(level.monitorLevel), html`<a href=${link('risks', '', { ...query, level: level.monitorLevel })}>${count(level.risks)}</a>`]),
    ]} />`}
    ${!query.company && !query.level && !query.type && !query.state && html`<${Days} from=${query.from} to=${query.to} />`}
    <p class="buttons"><a class="button" href=${file('risks.csv', query)} download>${t('导出（.csv）', 'Export (.csv)')}</a>
      <a class="button" href=${file('risks.xlsx', query)} download>${t('导出（.xlsx）', 'Export (.xlsx)')}</a></p>
    <${Pages} list=${list} caption=${t('客户风险', 'Risks')} rowKey=${(risk) => risk.id} columns=${columns(list.again, true)}
      empty=${Object.keys(query).length ? t('没有符合条件的风险。企业名称只按开头查找。', 'No risks of this kind. Companies are found by the beginning of their names.') : t('还没有收到风险。企查查推送后会显示在这里。', 'No risks yet. They come with the pushes of QCC Pro.')} />`;
}

export function RiskPage({ id }) {
  const { data: risk, problem, again } = useLive(`risks/${encodeURIComponent(id)}`, {}, 30);
  if (!risk) {
    return html`<h1>${t('风险', 'Risk')}</h1><${Trouble} problem=${problem} again=${again} missing=${true} />`;
  }
  return html`<h1><a href=${link('company', risk.corpKeyNo || risk.corpName)}>${risk.corpName || risk.corpKeyNo}</a></h1>
    <p><span class=${`state ${levelMood(risk.monitorLevel)}`}>${levelName(risk.monitorLevel)}</span> ${risk.monitorType}</p>
    <p class="whole">${risk.monitorContent}</p>
    <${Figures} figures=${[
      [t('日期', 'Date'), risk.changeDate], [t('分值', 'Score'), risk.score], [t('企业编号', 'Key number'), risk.corpKeyNo],
      [t('推送日期', 'Pushed'), risk.pushDate], [t('推送订单', 'Push order'), risk.orderNo],
      [t('首次收到', 'First seen'), html`<${Time} at=${risk.firstSeenAt} />`], [t('最近变化', 'Last changed'), html`<${Time} at=${risk.changedAt} />`],
    ]} />
    <h2>${t('处理', 'Handling')}</h2>
    ${risk.handledAt ? html`<p class="whole">${risk.note}</p><p class="quiet">${risk.handledBy}，<${Time} at=${risk.handledAt} /></p>` : html`<p>${t('未处理', 'Open')}</p>`}
    <p><${Handle} risk=${risk} again=${again} /></p>`;
}

export function CompanyPage({ id }) {
  const company = useLive(`companies/${encodeURIComponent(id)}`, {}, 30);
  const told = company.data;
  const risks = usePages('risks', { company: id }, 30);
  const again = () => {
    risks.again();
    company.again();
  };
  const relations = usePages('partnerships', { company: (told && told.corpName) || id }, 0);
  return html`<h1>${(told && told.corpName) || id}</h1>
    <${Trouble} problem=${company.problem} again=${company.again} missing=${!told} />
    ${told && html`<${Figures} figures=${[
      [t('企业编号', 'Key number'), told.corpName === told.company ? null : told.company],
      [t('风险', 'Risks'), count(told.risks)], [t('未处理', 'Open'), count(told.openRisks)],
      [t('监控的登录名', 'Watched by'), told.watchers.join('、') || t('无', 'nobody')],
      [t('合作关系', 'Relations'), told.partners ? html`<a href=${link('partnerships', '', { company: told.corpName || id })}>${count(told.partners)}</a>` : count(told.partners)],
    ]} />`}
    <h2>${t('风险', 'Risks')}</h2>
    <${Pages} list=${risks} caption=${t('风险', 'Risks')} rowKey=${(risk) => risk.id} columns=${columns(again, false)} empty=${t('没有风险', 'No risks')} />
    <h2>${t('合作关系', 'Partnerships')}</h2>
    <${Table} caption=${t('合作关系', 'Partnerships')} rows=${relations.items} empty=${t('没有合作关系', 'No relations')} columns=${[
      { head: t('供应商', 'Supplier'), cell: (relation) => html`<a href=${link('company', relation.companyName)}>${relation.companyName}</a>` },
      { head: t('客户', 'Customer'), cell: (relation) => html`<a href=${link('company', relation.relatedCompanyName)}>${relation.relatedCompanyName}</a>` },
      { head: t('金额（万元）', 'Amount (10,000 yuan)'), number: true, cell: (relation) => count(relation.amount) || relation.amountText },
      { head: t('日期', 'Date'), narrow: true, cell: (relation) => relation.publicDate },
      { head: t('来源', 'Source'), cell: (relation) => html`<${Long} text=${relation.source} />` },
    ]} />`;
}
