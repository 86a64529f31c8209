import { html } from './base.js';
import { t, language, link, fullTime } from './base.js';
import { useLive } from './api.js';
import { Time, Trouble } from './parts.js';
import { Release, RetryPush, Lift, AskQuota } from './actions.js';
import { todoKind, moduleName, checkName, said, mood } from './words.js';

/** What comes after the first colon of the English text: figures, the provider's words, a reason. */
function details(item) {
  const after = item.reason.replace(/^[^:]*:\s*/, '');
  return after === item.reason || after === item.subject ? '' : said(after);
}

const named = (item) => (item.kind === 'quota' ? moduleName(item.subject) : item.subject);

/** Where an item is shown whole. */
function target(item) {
  switch (item.kind) {
    case 'job': return link('jobs', item.subject);
    case 'list': return link('sync', item.subject);
    case 'push': return link('pushes', '', { state: 'DEAD' });
    case 'report': return link('reports');
    case 'quota': return link('quota');
    case 'source': return link('sync');
    default: return link('operation');
  }
}

function Button({ item, again }) {
  switch (item.action) {
    case 'jobs-release':
      return html`<${Release} job=${item.subject} again=${again}
        what=${t(`${item.reasonZh.replace('分配任务', '任务')}。${details(item) ? `原因：${details(item)}。` : ''}放行后，它会照计划继续发送；已成功的行不会重发。`, `${item.reason}. Once released, it goes on as planned; lines that succeeded are not sent again.`)} />`;
    case 'pushes-retry':
      return html`<${RetryPush} orderNo=${item.subject} kind="main" again=${again} />`;
    case 'holds-lift':
      return html`<${Lift} call=${item.subject} why=${details(item)} kind="main" again=${again} />`;
    case 'quota-check':
      return html`<${AskQuota} again=${again} />`;
    default:
      return null;
  }
}

export function TodoPage({ todo }) {
  const health = useLive('health', {}, 15);
  const items = todo.data && todo.data.items;
  const down = health.data && health.data.checks.filter((check) => check.state !== 'UP');
  return html`<h1>${t('待办', 'To do')}</h1>
    <${Trouble} problem=${todo.problem} again=${todo.again} missing=${!items} />
    ${items && items.length === 0 && html`<p class="empty good">${t('没有需要处理的事项', 'Nothing waits for you')}</p>`}
    ${items && html`<ul class="todo">${items.map((item) => html`<li key=${item.kind + item.subject}>
      <div>
        <p><strong>${todoKind(item.kind)}${t('：', ': ')}${named(item)}</strong> <span class="quiet"><${Time} at=${item.since} /></span></p>
        <p>${language === 'en' ? item.reason : item.reasonZh.replace('分配任务', '任务')}</p>
        ${language !== 'en' && details(item) && html`<p class="quiet">原因：${details(item)}</p>`}
        ${!item.action && html`<p class="quiet">${t('在服务器上运行：', 'On the server: ')}<code>${item.command}</code></p>`}
      </div>
      <div class="buttons"><${Button} item=${item} again=${todo.again} /><a class="button" href=${target(item)}>${t('查看', 'Look')}</a></div>
    </li>`)}</ul>`}
    ${health.data && html`<p class="quiet">${t('运行状况：', 'Health: ')}<span class="state ${mood(health.data.state)}">${health.data.state === 'UP' ? t('正常', 'fine') : t('需要注意', 'needs a look')}</span>
      ${down.map((check) => html` <span>${checkName(check.name)}${check.message && `：${check.message}`}</span>`)} ${t('检查于 ', 'checked at ')}${fullTime(Date.now())} <a href=${link('operation')}>${t('运行页面', 'Operation')}</a></p>`}
    <${Trouble} problem=${health.problem} />`;
}
