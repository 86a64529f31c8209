import { html } from './base.js';
import { t, language, link, fullTime } from './base.js';
import { act, useLive } from './api.js';
import { Act, Time, Trouble } from './parts.js';
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
  const done = (text) => () => {
    again();
    return text;
  };
  switch (item.action) {
    case 'jobs-release':
      return html`<${Act} label=${t('放行', 'Release')} kind="main" reason=${true}
        what=${t(`${item.reasonZh.replace('分配任务', '任务')}。${details(item) ? `原因：${details(item)}。` : ''}放行后，它会照计划继续发送；已成功的行不会重发。`, `${item.reason}. Once released, it goes on as planned; lines that succeeded are not sent again.`)}
        run=${(reason) => act('POST', `jobs/${encodeURIComponent(item.subject)}/release`, { reason })}
        done=${done(t('已放行，任务继续进行', 'Released; it goes on'))} />`;
    case 'pushes-retry':
      return html`<${Act} label=${t('重试', 'Retry')} kind="main" reason=${true}
        what=${t(`重新下载并导入推送订单 ${item.subject}。不会重复写入已有的数据。`, `Downloads and imports push order ${item.subject} again. Nothing is written twice.`)}
        run=${(reason) => act('POST', `pushes/${encodeURIComponent(item.subject)}/retry`, { reason })}
        done=${done(t('已重新开始导入', 'The import starts again'))} />`;
    case 'holds-lift':
      return html`<${Act} label=${t('解除', 'Lift')} kind="main" reason=${true}
        what=${t(`企查查曾要求停止调用：${details(item)}。请先解决原因（密钥、权限、额度或到期），再解除；解除后马上重新调用。`, `The provider told us to stop: ${details(item)}. Remove the cause first; the calls are made again at once.`)}
        run=${(reason) => act('DELETE', `holds/${encodeURIComponent(item.subject)}?reason=${encodeURIComponent(reason)}`)}
        done=${done(t('已解除，调用重新开始', 'Lifted; the calls are made again'))} />`;
    case 'quota-check':
      return html`<${Act} label=${t('立即查询', 'Ask now')}
        what=${t('向企查查查询现在的额度。不消耗额度。', 'Asks the provider for the quota now. It costs none.')}
        run=${() => act('POST', 'quota/check')} done=${done(t('已查询额度', 'The quota was asked for'))} />`;
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
