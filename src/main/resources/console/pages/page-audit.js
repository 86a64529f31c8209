import { html } from './base.js';
import { t, fullTime, link } from './base.js';
import { usePages, file } from './api.js';
import { Pages, Filter, Long } from './parts.js';
import { actionName, kindName, ACTIONS } from './words.js';

/** What it was done to, in words and where there is more of it. */
function Subject({ action: { what, subject } }) {
  if (!subject) {
    return null;
  }
  if (what === 'jobs-release') {
    return html`<a href=${link(subject.startsWith('s') ? 'sync' : 'jobs', subject)}>${t('任务', 'job')} ${subject}</a>`;
  }
  if (what === 'risk-handle' || what === 'risk-reopen') {
    return html`<a href=${link('risks', subject)}><${Long} text=${subject} /></a>`;
  }
  const [first, ...rest] = subject.split(' ');
  return html`<${Long} text=${what === 'files' || what === 'files-plan' ? [kindName(first), ...rest].join(' ') : subject} />`;
}

export function AuditPage({ query }) {
  const list = usePages('audit', query, 15);
  return html`<h1>${t('审计', 'Audit')}</h1>
    <${Filter} page="audit" query=${query} fields=${[
      { name: 'who', label: t('谁', 'Who') },
      { name: 'what', label: t('做了什么', 'What'), options: ACTIONS.map((key) => [key, actionName(key)]) },
      { name: 'subject', label: t('对象', 'On what') },
      { name: 'from', label: t('从', 'From'), type: 'date' },
      { name: 'to', label: t('到', 'To'), type: 'date' },
    ]} />
    <p class="buttons"><a class="button" href=${file('audit.csv', query)} download>${t('导出（.csv）', 'Export (.csv)')}</a></p>
    <${Pages} list=${list} caption=${t('审计', 'Audit')} rowKey=${(action) => action.id} empty=${t('没有这样的记录', 'Nothing of this kind')} columns=${[
      { head: t('时间', 'When'), narrow: true, cell: (action) => fullTime(action.at) },
      { head: t('谁', 'Who'), cell: (action) => action.who },
      { head: t('做了什么', 'What'), narrow: true, cell: (action) => html`<span title=${action.what}>${actionName(action.what)}</span>` },
      { head: t('对象', 'On what'), cell: (action) => html`<${Subject} action=${action} />` },
      { head: t('原因', 'Why'), cell: (action) => html`<span class="whole">${action.reason}</span>` },
      { head: t('来自', 'From where'), narrow: true, cell: (action) => (action.source === 'command' ? t('命令', 'command') : action.source) },
    ]} />`;
}
