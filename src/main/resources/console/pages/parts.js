// The parts that pages are made of: tables, filters, dialogs, charts.
import { html, useState, useEffect, useRef, createContext, useContext } from './base.js';
import { t, language, fullTime, shortTime, count, go } from './base.js';
import { mood } from './words.js';

export const Session = createContext(null);

const ROLES = ['viewer', 'operator', 'admin'];

/** Whether who is logged in may do what takes a role. */
export function useMay(role) {
  const person = useContext(Session);
  return !!person && ROLES.indexOf(person.role) >= ROLES.indexOf(role);
}

/** A time in short, in full when the pointer rests on it. */
export const Time = ({ at }) => (at ? html`<time dateTime=${at} title=${fullTime(at)}>${shortTime(at)}</time>` : null);

export const State = ({ state, text }) => html`<span class="state ${mood(state)}">${text}</span>`;

/** Text that may be long: cut by its cell, whole when the pointer rests on it. */
export const Long = ({ text }) => (text ? html`<span class="long" title=${text}>${text}</span>` : null);

/** What stands where something is still on its way. */
const Loading = () => html`<p class="calm" role="status">${t('正在读取…', 'Loading…')}</p>`;

/** What went wrong; `missing`: there is nothing to show yet. */
export const Trouble = ({ problem, again, missing }) => (problem
  ? html`<p class="trouble" role="alert">${problem.text || String(problem)}${again && problem.status !== 404 && html` <button class="plain-button" onClick=${again}>${t('再试一次', 'Try again')}</button>`}</p>`
  : missing ? html`<${Loading} />` : null);

export const Empty = ({ children }) => html`<p class="empty">${children}</p>`;

/**
 * A table. columns: [{head, cell(row), number, narrow}]; rows null while they are on their way; empty: what would fill it.
 */
export function Table({ caption, columns, rows, empty, rowKey }) {
  if (rows === null || rows === undefined) {
    return html`<${Loading} />`;
  }
  if (!rows.length) {
    return html`<${Empty}>${empty}<//>`;
  }
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}><table>
    <caption class="hidden">${caption}</caption>
    <thead><tr>${columns.map((column) => html`<th scope="col" class=${column.number ? 'number' : ''}>${column.head}</th>`)}</tr></thead>
    <tbody>${rows.map((row, index) => html`<tr key=${rowKey ? rowKey(row) : index}>
      ${columns.map((column) => html`<td class=${column.number ? 'number' : column.narrow ? 'narrow' : ''}>${column.cell(row)}</td>`)}
    </tr>`)}</tbody>
  </table></div>`;
}

/** A table of a list in pages, with its end. */
export function Pages({ list, ...table }) {
  return html`<${Trouble} problem=${list.problem} again=${list.again} />
    ${(list.items || !list.problem) && html`<${Table} ...${table} rows=${list.items} />`}
    ${list.items && list.items.length > 0 && html`<p class="foot">
      ${t(`已显示 ${count(list.items.length)} 条`, `${count(list.items.length)} shown`)}${list.more ? ' ' : t('，全部', ', all')}
      ${list.more && html`<button disabled=${list.busy} onClick=${list.more}>${t('更多', 'More')}</button>`}
    </p>`}`;
}

/**
 * The filter of a page; it stands in the address bar, so that a link to it can be sent on.
 * fields: [{name, label, options: [[value, text]], type}]
 */
export function Filter({ page, fields, query }) {
  const [values, setValues] = useState(query);
  const told = JSON.stringify(query);
  const [seen, setSeen] = useState(told);
  if (seen !== told) {
    setSeen(told);
    setValues(query);
  }
  const set = (name, value) => {
    const all = { ...values, [name]: value };
    setValues(all);
    return all;
  };
  const submit = (event) => {
    event.preventDefault();
    go(page, '', values);
  };
  return html`<form class="filter" role="search" onSubmit=${submit}>
    ${fields.map((field) => html`<label><span>${field.label}</span>${field.options
      ? html`<select value=${values[field.name] || ''} onChange=${(e) => go(page, '', set(field.name, e.target.value))}>
          <option value="">${field.any || t('全部', 'all')}</option>
          ${field.options.map(([value, text]) => html`<option value=${value} selected=${values[field.name] === value}>${text}</option>`)}
        </select>`
      : html`<input type=${field.type || 'search'} value=${values[field.name] || ''} placeholder=${field.hint || ''}
          onInput=${(e) => set(field.name, e.target.value)} />`}</label>`)}
    <button>${t('查询', 'Search')}</button>
    ${Object.values(query).some(Boolean) && html`<button type="button" class="plain-button" onClick=${() => go(page)}>${t('清除条件', 'Clear')}</button>`}
  </form>`;
}

/** A dialog in the browser's own way: focus stays in it, Escape closes it. */
function Dialog({ title, close, children }) {
  const box = useRef();
  useEffect(() => {
    const dialog = box.current;
    const before = document.activeElement;
    dialog.showModal();
    return () => {
      if (dialog.open) {
        dialog.close();
      }
      if (before && before.focus) {
        before.focus();
      }
    };
  }, []);
  return html`<dialog ref=${box} aria-label=${title} onCancel=${(e) => { e.preventDefault(); close(); }}>
    <h2>${title}</h2>${children}
  </dialog>`;
}

let tell = () => {};

/** Says what came of an action, for everybody to see and for a screen reader to read. */
export const say = (text) => tell(text);

export function Said() {
  const [text, setText] = useState('');
  useEffect(() => {
    tell = (told) => setText(told);
    const away = () => setText('');
    addEventListener('hashchange', away);
    const timer = text ? setTimeout(() => setText(''), 8000) : 0;
    return () => {
      clearTimeout(timer);
      removeEventListener('hashchange', away);
    };
  }, [text]);
  return html`<div class=${text ? 'said' : 'hidden'} role="status" aria-live="polite">${text}</div>`;
}

/**
 * A button that says what it will do before it does it.
 * what: the sentence; reason: true where one is kept, or the label of what is asked for; run(reason): does it; done: what is said afterwards.
 */
export function Act({ label, what, reason, run, done, kind = '', role = 'operator', children }) {
  const may = useMay(role);
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState(null);
  if (!may) {
    return null;
  }
  const close = () => {
    setOpen(false);
    setText('');
    setProblem(null);
  };
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    try {
      const told = await run(text.trim());
      close();
      say(typeof done === 'function' ? done(told) : done || t(`${label}：已完成`, `${label}: done`));
    } catch (failure) {
      setProblem(failure);
    }
    setBusy(false);
  };
  return html`<button class=${kind} onClick=${() => setOpen(true)}>${label}</button>
    ${open && html`<${Dialog} title=${label} close=${close}>
      <form onSubmit=${submit}>
        <p>${what}</p>
        ${children}
        ${reason && html`<label class="field"><span>${reason === true ? t('原因（会记入审计）', 'Reason (kept in the audit)') : reason}</span>
          <textarea required maxlength="500" rows="3" value=${text} onInput=${(e) => setText(e.target.value)}></textarea></label>`}
        <${Trouble} problem=${problem} />
        <p class="buttons"><button class="main" disabled=${busy}>${label}</button>
          <button type="button" onClick=${close}>${t('返回', 'Back')}</button></p>
      </form>
    <//>`}`;
}

/** How much of a whole is done. */
export function Progress({ done, of, label }) {
  if (!of) {
    return null;
  }
  const percent = Math.min(100, Math.floor((done * 100) / of));
  return html`<span class="progress"><progress max="100" value=${percent} aria-label=${label}></progress> ${percent}%</span>`;
}

/** Figures with their names; a figure may be a link to what it counts. */
export const Figures = ({ figures }) => html`<dl class="figures">${figures.filter(Boolean).map(([name, value]) =>
  html`<div><dt>${name}</dt><dd>${value === null || value === undefined || value === '' ? '—' : value}</dd></div>`)}</dl>`;

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** The colours of pictures, light or dark as the reader's system is. */
const colours = () => ({
  text: colour('--text'), quiet: colour('--quiet'), line: colour('--line'), back: colour('--back'),
  accent: colour('--accent'), bad: colour('--bad'), risk: colour('--risk'), warn: colour('--warn'), good: colour('--good'),
});

let library;

/**
 * A picture. option(colours): what ECharts draws; label: the same in a sentence, for who can't see it;
 * pick(what): a click on something; keep: whether a button saves it as PNG.
 */
export function Chart({ option, label, height = 260, pick, keep }) {
  const box = useRef();
  const chart = useRef(null);
  const picked = useRef(pick);
  picked.current = pick;
  const [dark, setDark] = useState(0);
  const [problem, setProblem] = useState(false);
  useEffect(() => {
    const scheme = matchMedia('(prefers-color-scheme: dark)');
    const changed = () => setDark((turn) => turn + 1);
    scheme.addListener(changed);
    return () => scheme.removeListener(changed);
  }, []);
  useEffect(() => {
    let gone = false;
    const fit = () => chart.current && chart.current.resize();
    library = library || import('./vendor-echarts.js');
    library.then((echarts) => {
      if (gone) {
        return;
      }
      chart.current = echarts.init(box.current);
      chart.current.on('click', (what) => picked.current && picked.current(what));
      setDark((turn) => turn + 1);
      addEventListener('resize', fit);
    }).catch(() => {
      library = null;
      setProblem(true);
    });
    return () => {
      gone = true;
      removeEventListener('resize', fit);
      if (chart.current) {
        chart.current.dispose();
        chart.current = null;
      }
    };
  }, []);
  useEffect(() => {
    if (chart.current) {
      const paint = colours();
      chart.current.setOption({
        animation: false,
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
        tooltip: { renderMode: 'richText', confine: true, backgroundColor: paint.back, borderColor: paint.line, textStyle: { color: paint.text } },
        ...option(paint),
      }, true);
    }
  }, [option, dark, language]);
  const save = () => {
    const picture = document.createElement('a');
    picture.href = chart.current.getDataURL({ pixelRatio: 2, backgroundColor: colours().back });
    picture.download = `${label}.png`;
    picture.click();
  };
  return html`<figure class="chart">
    <div ref=${box} role="img" aria-label=${label} style=${{ height: `${height}px` }}></div>
    <figcaption>${problem ? t('图形没有加载，请刷新页面', 'The picture did not load; reload the page') : label}
      ${keep && html` <button class="plain-button" onClick=${save}>${t('存为图片', 'Save as PNG')}</button>`}</figcaption>
  </figure>`;
}

/** Axes of a chart in the page's colours. */
export const axis = (paint, more = {}) => ({
  axisLine: { lineStyle: { color: paint.line } },
  axisLabel: { color: paint.quiet },
  splitLine: { lineStyle: { color: paint.line } },
  ...more,
});
