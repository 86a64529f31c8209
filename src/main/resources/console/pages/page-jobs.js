import { html, useState, useRef } from './base.js';
import { t, count, span, link, fullTime } from './base.js';
import { blob, useLive, usePages, file } from './api.js';
import { Pages, Filter, Time, State, Long, Progress, Figures, Trouble } from './parts.js';
import { Release } from './actions.js';
import { said, jobState, kindName, lineState, callState, JOB_STATES, KINDS, LINE_STATES } from './words.js';

/** In these states the outcome of every line is there. */
export const WITH_RESULT = ['DONE', 'INCOMPLETE'];

const total = (job) => (job.kind === 'partnerships' ? job.calls : job.lines);

/** Of partnerships, calls are what succeeds or fails. */
const settled = (job, number) => (job.kind === 'partnerships' && number ? t(`${count(number)} 次调用`, `${count(number)} calls`) : count(number));

/** Where a job is shown: a whole list has a page of its own. */
const jobLink = (job) => link(job.kind === 'sync' ? 'sync' : 'jobs', job.job);

/** Seconds to the end, at the pace of what was seen so far; null while nobody can tell. */
function useRemaining(job) {
  const seen = useRef({ job: null, from: null });
  if (!job || job.state !== 'RUNNING') {
    return null;
  }
  const now = Date.now();
  if (seen.current.job !== job.job || seen.current.from === null) {
    seen.current = { job: job.job, from: { at: now, settled: job.settled || 0 } };
  }
  const { at, settled } = seen.current.from;
  const gained = (job.settled || 0) - settled;
  return gained > 0 && now > at ? (((total(job) - job.settled) / gained) * (now - at)) / 1000 : null;
}

export function JobProgress({ job }) {
  return job.state === 'RUNNING' || job.state === 'HELD'
    ? html`<${Progress} done=${job.settled || 0} of=${total(job)} label=${t('进度', 'Progress')} />`
    : null;
}

export function JobsPage({ query }) {
  const list = usePages('jobs', query, 3);
  return html`<h1>${t('任务', 'Jobs')}</h1>
    <${Filter} page="jobs" query=${query} fields=${[
      { name: 'state', label: t('状态', 'State'), options: JOB_STATES.map((key) => [key, jobState(key)]) },
      { name: 'kind', label: t('操作', 'Kind'), options: KINDS.map((key) => [key, kindName(key)]) },
      { name: 'name', label: t('文件名开头', 'File name begins with') },
    ]} />
    <${Pages} list=${list} caption=${t('任务', 'Jobs')} rowKey=${(job) => job.job}
      empty=${html`${t('没有任务。在', 'No jobs. Hand a file over on the page ')}<a href=${link('submit')}>${t('提交', 'Submit')}</a>${t('页面交一个文件，或把文件放进 inbox 文件夹。', ', or put one into an inbox folder.')}`}
      columns=${[
        { head: t('编号', 'No.'), cell: (job) => html`<a href=${jobLink(job)}>${job.job}</a>` },
        { head: t('文件', 'File'), cell: (job) => html`<${Long} text=${job.file} />` },
        { head: t('操作', 'Kind'), narrow: true, cell: (job) => kindName(job.kind) },
        { head: t('状态', 'State'), narrow: true, cell: (job) => html`<${State} state=${job.state} text=${jobState(job.state)} /> <${JobProgress} job=${job} />` },
        { head: t('行数', 'Lines'), number: true, cell: (job) => count(job.lines) },
        { head: t('成功', 'OK'), number: true, cell: (job) => settled(job, job.succeeded) },
        { head: t('失败', 'Failed'), number: true, cell: (job) => settled(job, job.failed) },
        { head: t('说明', 'Remark'), cell: (job) => html`<${Long} text=${said(job.reason)} />` },
        { head: t('提交', 'Handed over'), narrow: true, cell: (job) => html`<${Time} at=${job.createdAt} />` },
        { head: t('结束', 'Ended'), narrow: true, cell: (job) => html`<${Time} at=${job.finishedAt} />` },
      ]} />`;
}

/** What is said of a job that waits for a person, and the button. */
export function Held({ job, again }) {
  if (job.state !== 'HELD') {
    return null;
  }
  return html`<p class="note"><strong>${t('暂停：', 'Held: ')}</strong><span class="whole">${said(job.reason)}</span></p>
    ${job.heldCheck === 'STOP'
      ? html`<p>${t('企查查要求停止调用，先在', 'The provider told us to stop; lift the hold first on the page ')}<a href=${link('operation')}>${t('运行', 'Operation')}</a>${t('页面解除。', '.')}</p>`
      : html`<p><${Release} job=${job.job} again=${again}
          what=${t(`放行后，任务 ${job.job}（${kindName(job.kind)}）会照计划继续：共 ${count(total(job))} ${job.kind === 'partnerships' ? '次调用' : '行'}，已完成 ${count(job.settled || 0)}。`, `${job.job} goes on as planned: ${count(total(job))} in all, ${count(job.settled || 0)} settled.`)} /></p>`}`;
}

/** The lines to send again as a file, or that there are none: only the node knows. */
function Retry({ job }) {
  const [problem, setProblem] = useState(null);
  const save = async () => {
    setProblem(null);
    try {
      const made = URL.createObjectURL(await blob(`jobs/${job.job}/retry.csv`));
      const saved = document.createElement('a');
      saved.href = made;
      saved.download = `${job.file.replace(/\.[^.]*$/, '')}-${job.job}.retry.csv`;
      saved.click();
      setTimeout(() => URL.revokeObjectURL(made), 60000);
    } catch (failure) {
      setProblem(failure);
    }
  };
  return html`<button onClick=${save}>${t('可重发的行（.csv）', 'Lines to send again (.csv)')}</button>
    ${problem && html`<span role="status">${problem.text}</span>`}`;
}

export function JobFiles({ job }) {
  return html`<p class="buttons">
    <a class="button" href=${file(`jobs/${job.job}/result.csv`)} download>${t('结果（.csv）', 'Result (.csv)')}</a>
    <a class="button" href=${file(`jobs/${job.job}/result.xlsx`)} download>${t('结果（.xlsx）', 'Result (.xlsx)')}</a>
    ${['assign', 'cancel'].includes(job.kind) && job.failed > 0 && html`<${Retry} job=${job} />`}
  </p>`;
}

function Timeline({ job }) {
  const steps = [
    [t('提交', 'handed over'), job.createdAt], [t('计划好', 'planned'), job.plannedAt],
    [t('暂停', 'held'), job.heldAt], [t('结束', 'ended'), job.finishedAt],
  ].filter(([, at]) => at);
  return html`<p class="quiet">${steps.map(([name, at], index) => html`${index > 0 && ' → '}${name} ${fullTime(at)}`)}
    ${job.nextLookAt && html` → ${t('下次查看', 'looked at again')} <${Time} at=${job.nextLookAt} />`}</p>`;
}

export function Lines({ job, query, page, logins = true }) {
  const list = usePages(`jobs/${encodeURIComponent(job)}/lines`, query, 3);
  return html`<h2>${t('各行', 'Lines')}</h2>
    <${Filter} page=${`${page}/${job}`} query=${query} fields=${[
      { name: 'state', label: t('状态', 'State'), options: LINE_STATES.map((key) => [key, lineState(key)]) },
      { name: 'company', label: t('企业', 'Company') },
      logins && { name: 'login', label: t('登录名', 'Login') },
    ].filter(Boolean)} />
    <${Pages} list=${list} caption=${t('各行', 'Lines')} rowKey=${(line) => line.line} empty=${t('没有这样的行', 'No such lines')} columns=${[
      { head: t('行', 'Line'), number: true, cell: (line) => line.line },
      logins && { head: t('登录名', 'Login'), cell: (line) => line.loginName },
      { head: t('企业', 'Company'), cell: (line) => html`<a href=${link('company', line.keyNo || line.keyword)}><${Long} text=${line.keyword} /></a>` },
      { head: t('状态', 'State'), narrow: true, cell: (line) => html`<${State} state=${line.state} text=${lineState(line.state)} />` },
      { head: t('说明', 'Remark'), cell: (line) => html`<span class="whole">${[/^\d/.test(line.status || '') ? line.status : null, said(line.msg)].filter(Boolean).join(' ')}</span>` },
    ].filter(Boolean)} />`;
}

export function Calls({ job }) {
  const list = usePages(`jobs/${encodeURIComponent(job)}/calls`, {}, 5);
  return html`<h2>${t('调用', 'Calls')}</h2>
    <${Pages} list=${list} caption=${t('调用', 'Calls')} rowKey=${(call) => call.call} empty=${t('还没有调用', 'No calls yet')} columns=${[
      { head: t('编号', 'No.'), number: true, cell: (call) => call.call },
      { head: t('接口', 'Call'), cell: (call) => call.name },
      { head: t('状态', 'State'), narrow: true, cell: (call) => html`<${State} state=${call.state} text=${callState(call.state)} />` },
      { head: t('失败次数', 'Failed tries'), number: true, cell: (call) => count(call.attempts) },
      { head: t('企查查的答复', 'The provider says'), cell: (call) => html`<span class="whole">${[call.code, said(call.lastError)].filter(Boolean).join(' ')}</span>` },
      { head: t('发送', 'Sent'), narrow: true, cell: (call) => html`<${Time} at=${call.sentAt} />` },
      { head: t('结束', 'Ended'), narrow: true, cell: (call) => html`<${Time} at=${call.finishedAt} />` },
      { head: t('下次', 'Next'), narrow: true, cell: (call) => html`<${Time} at=${call.nextAttemptAt} />` },
    ]} />`;
}

export function JobPage({ id, query }) {
  const { data: job, problem, again } = useLive(`jobs/${encodeURIComponent(id)}`, {}, 2);
  const remaining = useRemaining(job);
  const duplicates = job && job.kind !== 'partnerships' && job.finishedAt ? job.settled - job.succeeded - job.failed : 0;
  if (!job) {
    return html`<h1>${t('任务', 'Job')} ${id}</h1><${Trouble} problem=${problem} again=${again} missing=${true} />`;
  }
  return html`<h1>${t('任务', 'Job')} ${job.job} · ${kindName(job.kind)}</h1>
    <${Trouble} problem=${problem} again=${again} />
    <p><strong class="whole">${job.file}</strong></p>
    <p><span role="status"><${State} state=${job.state} text=${jobState(job.state)} /></span> <${JobProgress} job=${job} />
      ${remaining !== null && html` <span class="quiet">${t('大约还要', 'about')} ${span(remaining)}${t('', ' left')}</span>`}</p>
    <${Held} job=${job} again=${again} />
    ${job.state !== 'HELD' && job.reason && html`<p class="note whole">${said(job.reason)}</p>`}
    <${Figures} figures=${[
      [t('行数', 'Lines'), count(job.lines)],
      job.kind === 'partnerships' && [t('调用次数', 'Calls'), count(job.calls)],
      [t('已有结果', 'Settled'), count(job.settled)],
      [t('成功', 'Succeeded'), count(job.succeeded)],
      [t('失败、无效或未知', 'Failed, invalid or unknown'), count(job.failed)],
      duplicates > 0 && [t('重复', 'Duplicate'), count(duplicates)],
    ]} />
    <${Timeline} job=${job} />
    ${WITH_RESULT.includes(job.state) && html`<${JobFiles} job=${job} />`}
    <${Lines} job=${id} query=${query} page="jobs" logins=${job.kind !== 'partnerships'} />
    <${Calls} job=${id} />`;
}
