import { html, useState, useEffect, useRef } from './base.js';
import { t, count, span, bytes, go, link } from './base.js';
import { send, get, file as fileAddress } from './api.js';
import { Table, Trouble, Figures, Long, State, useMay, Empty } from './parts.js';
import { lineState, said } from './words.js';

const FLOWS = {
  assign: ['分配：让企业由登录名监控', 'Assign: companies are watched by a login'],
  cancel: ['取消：登录名不再监控企业', 'Cancel: a login stops watching companies'],
  partnerships: ['合作关系：两两核对一批企业', 'Partnerships: compares companies with each other'],
  sync: ['全量同步：完整名单，程序算出增减', 'Whole list: the program finds what to add and cancel'],
};
const SHAPES = {
  ONE_LOGIN: ['每次一个登录名，最多 200 家企业', 'one login, up to 200 companies each'],
  ONE_KEYWORD: ['每次一家企业，多个登录名', 'one company, several logins each'],
};
const LOOK_MS = 700;

const wait = (ms) => new Promise((done) => { setTimeout(done, ms); });

/** The faults as a file that a spreadsheet opens: what is to be mended, and why. */
function faultsFile(plan) {
  const cell = (value) => {
    const text = value === null || value === undefined ? '' : String(value);
    const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return `"${safe.replace(/"/g, '""')}"`;
  };
  const rows = [[t('行', 'line'), t('单元格', 'cell'), t('内容', 'text'), t('原因', 'reason')]]
    .concat(plan.faults.map((fault) => [fault.line, fault.cell, fault.text, said(fault.reason)]));
  return URL.createObjectURL(new Blob([`\uFEFF${rows.map((row) => row.map(cell).join(',')).join('\r\n')}\r\n`], { type: 'text/csv' }));
}

function Faults({ plan }) {
  const [address, setAddress] = useState(null);
  useEffect(() => {
    const made = faultsFile(plan);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [plan]);
  if (!plan.faults.length) {
    return null;
  }
  return html`<h2>${t('不能发送的行', 'Lines that can not be sent')}</h2>
    <p>${t('这些行会跳过，并写进结果文件。也可以先改好文件，再提交。', 'They are left out and told in the result. Or mend the file and hand it over again.')}
      ${' '}<a href=${address} download=${t('不能发送的行.csv', 'faults.csv')}>${t('下载这些行（.csv）', 'Download them (.csv)')}</a></p>
    <${Table} caption=${t('不能发送的行', 'Lines that can not be sent')} rows=${plan.faults} columns=${[
      { head: t('行', 'Line'), number: true, cell: (fault) => fault.line },
      { head: t('单元格', 'Cell'), cell: (fault) => fault.cell },
      { head: t('内容', 'Text'), cell: (fault) => html`<${Long} text=${fault.text} />` },
      { head: t('原因', 'Reason'), cell: (fault) => html`<span class="whole">${said(fault.reason)}</span>` },
    ]} />
    ${plan.invalid > plan.faults.length && html`<p class="quiet">${t(`共 ${count(plan.invalid)} 行，只列出前 ${plan.faults.length} 行`, `${count(plan.invalid)} in all, the first ${plan.faults.length} are listed`)}</p>`}`;
}

function Plan({ plan, chosen, sending, onSend, onDrop }) {
  const nothing = plan.flow === 'sync' ? plan.adds + plan.cancels === 0 && !(plan.holds || []).length : plan.sendable === 0;
  const shapes = Object.entries(plan.shapes || {}).filter(([, calls]) => calls > 0);
  return html`<h2>${t(`计划：${chosen.name}（${bytes(chosen.size)}）`, `Plan: ${chosen.name} (${bytes(chosen.size)})`)}</h2>
    <p>${t('还没有发送任何内容。', 'Nothing was sent yet.')}</p>
    <${Figures} figures=${[
      [t('行数', 'Lines'), count(plan.lines)],
      [t('可发送', 'To be sent'), count(plan.sendable)],
      [t('无效', 'Invalid'), count(plan.invalid)],
      [t('重复', 'Duplicate'), count(plan.duplicate)],
      plan.adds !== null && [t('新增', 'Adds'), count(plan.adds)],
      plan.cancels !== null && [t('取消', 'Cancels'), count(plan.cancels)],
      [t('调用次数', 'Calls'), count(plan.calls)],
      plan.quotaBefore !== null && [t('额度：现在 → 之后至少', 'Quota now → then, at least'), `${count(plan.quotaBefore)} → ${count(plan.quotaAfter)}`],
      [t('预计用时', 'Takes about'), span(plan.seconds)],
    ]} />
    ${plan.quotaAfter !== null && plan.quotaAfter < 0 && html`<p class="note">${t('额度可能不够：任务会暂停，等人放行。', 'The quota may not do: the job will be held until somebody releases it.')}</p>`}
    ${shapes.length > 0 && html`<p class="quiet">${t('调用方式：', 'Calls: ')}${shapes.map(([shape, calls]) =>
      t(`${count(calls)} 次（${SHAPES[shape] ? SHAPES[shape][0] : shape}）`, `${count(calls)} of ${SHAPES[shape] ? SHAPES[shape][1] : shape}`)).join(t('；', '; '))}</p>`}
    ${(plan.holds || []).map((hold) => html`<p class="note">${t('提交后会暂停，等人放行：', 'It will be held until somebody releases it: ')}${said(hold)}</p>`)}
    ${nothing && html`<p class="note">${t('这个文件没有可以发送的内容。', 'There is nothing to be sent in this file.')}</p>`}
    <p class="buttons">
      <button class="main" disabled=${sending || nothing} onClick=${onSend}>${sending ? t('正在提交…', 'Handing over…') : t('发送', 'Send')}</button>
      <button disabled=${sending} onClick=${onDrop}>${t('放弃', 'Give up')}</button>
    </p>
    <${Faults} plan=${plan} />
    <h2>${t('读到的内容', 'As it was read')}</h2>
    <${Table} caption=${t('读到的内容', 'As it was read')} rows=${plan.preview || []} empty=${t('没有内容', 'Nothing')} columns=${[
      { head: t('行', 'Line'), number: true, cell: (line) => line.line },
      plan.flow !== 'partnerships' && { head: t('登录名', 'Login'), cell: (line) => line.loginName },
      { head: t('企业', 'Company'), cell: (line) => html`<${Long} text=${line.keyword} />` },
      { head: t('状态', 'State'), narrow: true, cell: (line) => html`<${State} state=${line.state} text=${lineState(line.state)} />` },
      { head: t('说明', 'Remark'), cell: (line) => html`<${Long} text=${said(line.msg) || (line.state === 'DUPLICATE' ? t('与前面的行重复，只发送一次', 'As a line before; sent once') : '')} />` },
    ].filter(Boolean)} />
    ${plan.lines > (plan.preview || []).length && html`<p class="quiet">${t(`共 ${count(plan.lines)} 行，只显示前 ${(plan.preview || []).length} 行`, `${count(plan.lines)} lines, the first ${(plan.preview || []).length} are shown`)}</p>`}`;
}

export function SubmitPage({ query }) {
  const may = useMay('operator');
  const [flow, setFlow] = useState(FLOWS[query.flow] ? query.flow : 'assign');
  const [login, setLogin] = useState('');
  const [scope, setScope] = useState('');
  const [over, setOver] = useState(false);
  const [chosen, setChosen] = useState(null);
  const [plan, setPlan] = useState(null);
  const [busy, setBusy] = useState('');
  const [problem, setProblem] = useState(null);
  const input = useRef();
  const turn = useRef(0);

  const takesLogin = flow === 'assign' || flow === 'cancel';
  const question = (named) => ({
    flow, name: named.name, login: takesLogin ? login.trim() : '', scope: flow === 'sync' ? scope.trim() : '',
  });
  const drop = () => {
    turn.current += 1;
    setChosen(null);
    setPlan(null);
    setProblem(null);
    setBusy('');
    if (input.current) {
      input.current.value = '';
    }
  };
  const ask = async (named) => {
    const own = turn.current + 1;
    turn.current = own;
    setProblem(null);
    setPlan(null);
    setBusy('plan');
    try {
      const told = await send('files/plan', question(named), named.content);
      if (turn.current === own) {
        setPlan(told);
      }
    } catch (failure) {
      if (turn.current === own) {
        setProblem(failure);
      }
    }
    if (turn.current === own) {
      setBusy('');
    }
  };
  const choose = async (files) => {
    if (!files || !files.length) {
      return;
    }
    if (files.length > 1) {
      setProblem({ text: t('请一次只拖入一个文件', 'One file at a time, please') });
      return;
    }
    try {
      // Kept as it is now: what is sent is what was planned, whatever becomes of the file meanwhile.
      const named = { name: files[0].name, size: files[0].size, content: await files[0].arrayBuffer() };
      setChosen(named);
      await ask(named);
    } catch (failure) {
      setProblem({ text: t('读不了这个文件：它可能是文件夹，或正被别的程序占用', 'This file can not be read: it may be a folder, or in use') });
    }
  };
  useEffect(() => {
    if (chosen) {
      ask(chosen);
    }
  }, [flow]);
  const taken = useRef();
  taken.current = choose;
  useEffect(() => {
    // On the whole page: beside the box the browser would leave it and show the file.
    const work = {
      dragover: () => setOver(true),
      dragleave: (event) => event.relatedTarget || setOver(false),
      drop: (event) => {
        setOver(false);
        taken.current(event.dataTransfer.files);
      },
    };
    const dragged = (event) => {
      if ([...event.dataTransfer.types].includes('Files')) {
        event.preventDefault();
        work[event.type](event);
      }
    };
    Object.keys(work).forEach((type) => addEventListener(type, dragged));
    return () => Object.keys(work).forEach((type) => removeEventListener(type, dragged));
  }, []);
  const hand = async () => {
    setBusy('send');
    setProblem(null);
    try {
      const before = (await get('jobs', { limit: 1, kind: flow })).items[0];
      const handed = await send('files', question(chosen), chosen.content);
      // The job comes a moment after its file.
      for (let look = 0; look < 40; look += 1) {
        // What was handed over before, with the same content, is another job.
        const jobs = await get('jobs', { sha256: handed.sha256, kind: flow });
        const made = jobs.items.find((each) => !before || (each.job !== before.job && each.createdAt >= before.createdAt));
        if (made) {
          const { job } = made;
          go(flow === 'sync' ? 'sync' : 'jobs', job);
          return;
        }
        await wait(LOOK_MS);
      }
      go('jobs', '', { name: handed.file });
    } catch (failure) {
      setProblem(failure);
      setBusy('');
    }
  };

  if (!may) {
    return html`<h1>${t('提交', 'Submit')}</h1><${Empty}>${t('查看者不能提交文件；需要「操作员」角色，请找管理员。', 'A viewer hands nothing over; it takes the role operator. Ask an admin.')}<//>`;
  }
  return html`<h1>${t('提交', 'Submit')}</h1>
    <div class="filter">
      <label><span>${t('操作', 'What to do')}</span><select value=${flow} onChange=${(e) => setFlow(e.target.value)}>
        ${Object.entries(FLOWS).map(([key, text]) => html`<option value=${key} selected=${key === flow}>${t(...text)}</option>`)}</select></label>
      ${takesLogin && html`<label><span>${t('登录名（文件里没有登录名一列时填写）', 'Login (if the file has no column for it)')}</span>
        <input value=${login} maxlength="100" onInput=${(e) => setLogin(e.target.value)} onChange=${() => chosen && ask(chosen)} /></label>`}
      ${flow === 'sync' && html`<label><span>${t('范围（不填为 default）', 'Scope (default if empty)')}</span>
        <input value=${scope} maxlength="100" onInput=${(e) => setScope(e.target.value)} onChange=${() => chosen && ask(chosen)} /></label>`}
    </div>
    <div class=${over ? 'drop over' : 'drop'}>
      <p>${t('把文件拖到这里', 'Drag a file here')}</p>
      <p><label class="button file">${t('选择文件', 'Choose a file')}<input ref=${input} class="hidden" type="file" accept=".csv,.txt,.xlsx" onChange=${(e) => choose(e.target.files)} /></label></p>
      <p class="quiet">${t('.xlsx、.csv 或 .txt。先看计划，确认后才发送。模板：', '.xlsx, .csv or .txt. You see the plan first. A file to start from: ')}
        <a href=${fileAddress('files/template.xlsx', { flow })} download>.xlsx</a> <a href=${fileAddress('files/template.csv', { flow })} download>.csv</a></p>
    </div>
    ${busy === 'plan' && html`<p role="status">${t('正在读取并试算…', 'Reading and planning…')}</p>`}
    <${Trouble} problem=${problem} />
    ${problem && chosen && !plan && html`<p><button onClick=${drop}>${t('知道了', 'OK')}</button></p>`}
    ${plan && chosen && html`<${Plan} plan=${plan} chosen=${chosen} sending=${busy === 'send'} onSend=${hand} onDrop=${drop} />`}
    <p class="quiet">${t('已提交的文件在', 'What was handed over is on the page ')}<a href=${link('jobs')}>${t('任务', 'Jobs')}</a>${t('页面。', '.')}</p>`;
}
