import { html } from './base.js';
import { t, count, link } from './base.js';
import { act, send, useLive, usePages, file } from './api.js';
import { useState } from './base.js';
import { Table, Pages, Filter, Act, Time, State, Long, Figures, Trouble } from './parts.js';
import { said, jobState, changeName } from './words.js';
import { Held, JobFiles, JobProgress, Calls, WITH_RESULT } from './page-jobs.js';

function Adopt({ again }) {
  const [chosen, setChosen] = useState(null);
  const [scope, setScope] = useState('');
  return html`<${Act} label=${t('采纳名单', 'Adopt a list')} reason=${true}
    what=${t('把一份名单里的登录名和企业记为「已在监控」，不发送任何内容。用于首次使用：企查查里已经有的监控关系。', 'Notes the pairs of a list as watched already, and sends nothing: for what was set up in QCC Pro before.')}
    run=${(reason) => {
      if (!chosen) {
        throw Object.assign(new Error(), { text: t('请先选择文件', 'Choose a file first') });
      }
      return send('sync/adopt', { name: chosen.name, scope: scope.trim(), reason }, chosen);
    }}
    done=${() => { again(); return t('已采纳，没有发送任何内容', 'Adopted; nothing was sent'); }}>
    <label class="field"><span>${t('名单文件', 'List')}</span><input type="file" accept=".csv,.txt,.xlsx" onChange=${(e) => setChosen(e.target.files[0] || null)} /></label>
    <label class="field"><span>${t('范围（不填为 default）', 'Scope (default if empty)')}</span><input value=${scope} maxlength="100" onInput=${(e) => setScope(e.target.value)} /></label>
  <//>`;
}

export function SyncPage({ query }) {
  const scopes = useLive('sync', {}, 5);
  const runs = usePages('jobs', { ...query, kind: 'sync' }, 5);
  return html`<h1>${t('全量同步', 'Whole lists')}</h1>
    <p>${t('企业交来完整的名单（登录名，企业），程序找出要新增和取消的，只发送变化的部分。', 'You hand over the whole list (login, company); the program finds what to add and cancel, and sends only that.')}
      ${' '}<a href=${link('submit', '', { flow: 'sync' })}>${t('提交名单', 'Hand a list over')}</a></p>
    <h2>${t('范围', 'Scopes')}</h2>
    <${Trouble} problem=${scopes.problem} again=${scopes.again} />
    <${Table} caption=${t('范围', 'Scopes')} rows=${scopes.data && scopes.data.items} rowKey=${(scope) => scope.scope}
      empty=${t('还没有范围。提交一份名单后，这里会显示它。', 'No scopes yet. Hand a list over, and its scope is shown here.')} columns=${[
        { head: t('范围', 'Scope'), cell: (scope) => scope.scope },
        { head: t('名单要求', 'Wanted'), number: true, cell: (scope) => count(scope.wanted) },
        { head: t('已在监控', 'Watched'), number: true, cell: (scope) => count(scope.watched) },
        { head: t('待取消', 'To be cancelled'), number: true, cell: (scope) => count(scope.released) },
        { head: t('被拒绝', 'Refused'), number: true, cell: (scope) => count(scope.refused) },
        { head: t('不在任何名单', 'In no list'), number: true, cell: (scope) => count(scope.drift) },
        { head: t('上次完成', 'Last done'), narrow: true, cell: (scope) => html`<${Time} at=${scope.lastDoneAt} />` },
        { head: t('最近一次', 'Last run'), narrow: true, cell: (scope) => scope.lastRun && html`<a href=${link('sync', scope.lastRun)}>${scope.lastRun}</a> <${State} state=${scope.lastState} text=${jobState(scope.lastState)} />` },
      ]} />
    <p><${Adopt} again=${scopes.again} /></p>
    <h2>${t('每次名单', 'Runs')}</h2>
    <${Pages} list=${runs} caption=${t('每次名单', 'Runs')} rowKey=${(run) => run.job} empty=${t('还没有名单', 'No lists yet')} columns=${[
      { head: t('编号', 'No.'), cell: (run) => html`<a href=${link('sync', run.job)}>${run.job}</a>` },
      { head: t('文件', 'File'), cell: (run) => html`<${Long} text=${run.file} />` },
      { head: t('状态', 'State'), narrow: true, cell: (run) => html`<${State} state=${run.state} text=${jobState(run.state)} /> <${JobProgress} job=${run} />` },
      { head: t('对数', 'Pairs'), number: true, cell: (run) => count(run.pairs) },
      { head: t('新增', 'Adds'), number: true, cell: (run) => count(run.adds) },
      { head: t('取消', 'Cancels'), number: true, cell: (run) => count(run.cancels) },
      { head: t('说明', 'Remark'), cell: (run) => html`<${Long} text=${said(run.reason)} />` },
      { head: t('提交', 'Handed over'), narrow: true, cell: (run) => html`<${Time} at=${run.createdAt} />` },
    ]} />`;
}

export function RunPage({ id, query }) {
  const { data: run, problem, again } = useLive(`jobs/${encodeURIComponent(id)}`, {}, 2);
  const changes = usePages(`sync/${encodeURIComponent(id)}/changes`, query, 5);
  if (!run) {
    return html`<h1>${t('名单', 'List')} ${id}</h1><${Trouble} problem=${problem} again=${again} missing=${true} />`;
  }
  return html`<h1>${t('名单', 'List')} ${run.job}</h1>
    <${Trouble} problem=${problem} again=${again} />
    <p><strong class="whole">${run.file}</strong></p>
    <p><span role="status"><${State} state=${run.state} text=${jobState(run.state)} /></span> <${JobProgress} job=${run} /></p>
    <${Held} job=${run} again=${again} />
    ${['HELD', 'PLANNED'].includes(run.state) && html`<p><${Act} label=${t('拒绝名单', 'Reject the list')} reason=${true}
      what=${t(`放弃名单 ${run.job}：它的新增和取消都不再发送，监控关系保持不变。`, `Gives list ${run.job} up: nothing of it is sent, and all stays as it is.`)}
      run=${(reason) => act('POST', `sync/${run.job}/reject`, { reason })}
      done=${() => { again(); return t('已拒绝，没有任何改变', 'Rejected; nothing changes'); }} /></p>`}
    ${run.state !== 'HELD' && run.reason && html`<p class="note whole">${said(run.reason)}</p>`}
    <${Figures} figures=${[
      [t('名单里的对数', 'Pairs of the list'), count(run.pairs)],
      [t('新增', 'Adds'), count(run.adds)],
      [t('取消', 'Cancels'), count(run.cancels)],
      [t('已有结果', 'Settled'), count(run.settled)],
      [t('成功', 'Succeeded'), count(run.succeeded)],
      [t('失败或未知', 'Failed or unknown'), count(run.failed)],
    ]} />
    ${WITH_RESULT.includes(run.state) && html`<${JobFiles} job=${run} />`}
    <h2>${t('计划', 'Plan')}</h2>
    <${Filter} page=${`sync/${run.job}`} query=${query} fields=${[
      { name: 'action', label: t('变化', 'Change'), options: ['ASSIGN', 'CANCEL', 'KEEP'].map((key) => [key, changeName(key)]) },
    ]} />
    <p><a class="button" href=${file(`sync/${encodeURIComponent(run.job)}/changes.csv`, query)} download=${`${run.job}-plan.csv`}>${t('下载计划（.csv）', 'Download the plan (.csv)')}</a></p>
    <${Pages} list=${changes} caption=${t('计划', 'Plan')} rowKey=${(change) => change.action + change.line} empty=${t('没有变化', 'No changes')} columns=${[
      { head: t('变化', 'Change'), narrow: true, cell: (change) => changeName(change.action) },
      { head: t('登录名', 'Login'), cell: (change) => change.loginName },
      { head: t('企业', 'Company'), cell: (change) => html`<a href=${link('company', change.keyword)}><${Long} text=${change.keyword} /></a>` },
      { head: t('原因', 'Reason'), cell: (change) => html`<span class="whole">${said(change.reason)}</span>` },
    ]} />
    <${Calls} job=${run.job} />`;
}
