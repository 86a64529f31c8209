import { html, useMemo } from './base.js';
import { t, count, link, go } from './base.js';
import { useLive, usePages, file } from './api.js';
import { Pages, Filter, Time, Long, Chart, Trouble, Empty } from './parts.js';

/** In 10,000 yuan; of a text such as 约100 what it says. */
const amount = (relation) => relation.amount || parseFloat((relation.amountText || '').replace(/[^0-9.]/g, '')) || 0;

function Neighbours({ company }) {
  const { data, problem, again } = useLive('partnerships/neighbours', { company }, 0);
  const relations = data && data.items;
  const option = useMemo(() => (paint) => {
    const names = new Map([[company, 0]]);
    const near = new Set();
    (relations || []).forEach((relation) => {
      const { companyName, relatedCompanyName } = relation;
      if (companyName === company || relatedCompanyName === company) {
        near.add(companyName);
        near.add(relatedCompanyName);
      }
      [companyName, relatedCompanyName].forEach((name) => names.set(name, (names.get(name) || 0) + 1));
    });
    const largest = Math.max(1, ...(relations || []).map(amount));
    return {
      tooltip: { renderMode: 'richText', confine: true },
      series: [{
        type: 'graph', layout: 'force', roam: true, force: { repulsion: 420, edgeLength: [80, 200], gravity: 0.08, layoutAnimation: false },
        edgeSymbol: ['none', 'arrow'], edgeSymbolSize: 7, labelLayout: { hideOverlap: true },
        data: [...names].map(([name, links]) => ({
          name, value: links, symbolSize: name === company ? 34 : Math.min(28, 9 + 2 * links),
          itemStyle: { color: name === company ? paint.bad : near.has(name) ? paint.accent : paint.quiet },
          label: { show: name === company || near.has(name), position: 'right', color: paint.text, fontSize: 11 },
        })),
        links: (relations || []).map((relation) => ({
          source: relation.companyName, target: relation.relatedCompanyName, value: relation.amount,
          lineStyle: { color: paint.quiet, width: 1 + (4 * amount(relation)) / largest, opacity: 0.6 },
        })),
      }],
    };
  }, [relations, company]);
  const pick = (what) => {
    if (what.dataType === 'node') {
      go('partnerships', '', { company: what.name });
    }
  };
  if (!relations) {
    return html`<${Trouble} problem=${problem} again=${again} missing=${true} />`;
  }
  return relations.length
    ? html`<${Chart} option=${option} height=${460} pick=${pick} keep=${true}
        label=${t(`${company} 的合作关系：红色是所查的企业，箭头从供应商指向客户，线越粗金额越大。点一家企业，看它的关系。`, `Partners of ${company}: arrows lead from supplier to customer, wider for more. Click a company for its own.`)} />`
    : html`<${Empty}>${t(`没有名称正好是「${company}」的企业的关系；下表是名称以它开头的企业`, `No relations of a company of exactly this name; the table has those whose name begins so`)}<//>`;
}

export function PartnershipsPage({ query }) {
  const list = usePages('partnerships', query, 0);
  return html`<h1>${t('合作关系', 'Partnerships')}</h1>
    <${Filter} page="partnerships" query=${query} fields=${[{ name: 'company', label: t('企业名称（开头）', 'Company (its beginning)') }]} />
    ${query.company && html`<${Neighbours} company=${query.company} />`}
    ${!query.company && html`<p class="quiet">${t('查询一家企业，或点表里的名称，可以看到它的关系图。', 'Search a company, or click one in the table, to see its picture.')}</p>`}
    <p class="buttons"><a class="button" href=${file('partnerships.csv', query)} download>${t('导出（.csv）', 'Export (.csv)')}</a>
      <a class="button" href=${file('partnerships.xlsx', query)} download>${t('导出（.xlsx）', 'Export (.xlsx)')}</a></p>
    <${Pages} list=${list} caption=${t('合作关系', 'Partnerships')}
      empty=${query.company ? t('没有这家企业的合作关系', 'No relations of this company') : html`${t('还没有合作关系。在', 'No relations yet. Hand a list of companies over on the page ')}<a href=${link('submit', '', { flow: 'partnerships' })}>${t('提交', 'Submit')}</a>${t('页面交一份企业名单。', '.')}`}
      columns=${[
        { head: t('供应商', 'Supplier'), cell: (relation) => html`<a href=${link('partnerships', '', { company: relation.companyName })}>${relation.companyName}</a>` },
        { head: t('客户', 'Customer'), cell: (relation) => html`<a href=${link('partnerships', '', { company: relation.relatedCompanyName })}>${relation.relatedCompanyName}</a>` },
        { head: t('金额（万元）', 'Amount (10,000 yuan)'), number: true, cell: (relation) => count(relation.amount) || relation.amountText },
        { head: t('日期', 'Date'), narrow: true, cell: (relation) => relation.publicDate },
        { head: t('来源', 'Source'), cell: (relation) => html`<${Long} text=${relation.source} />` },
        { head: t('最近确认', 'Last seen'), narrow: true, cell: (relation) => html`<${Time} at=${relation.lastSeenAt} />` },
      ]} />`;
}
