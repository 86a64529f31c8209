// The frame of all pages: who is logged in, where one is, what else there is.
import { html, render, useState, useEffect, useErrorBoundary } from './base.js';
import { t, language, setLanguage, applyLanguage, setTimeZone, usePlace, link } from './base.js';
import { get, act, useLive, whenLoggedOut, forget } from './api.js';
import { Session, Said, Trouble } from './parts.js';
import { roleName } from './words.js';
import { Login } from './page-login.js';
import { TodoPage } from './page-todo.js';
import { SubmitPage } from './page-submit.js';
import { JobsPage, JobPage } from './page-jobs.js';
import { SyncPage, RunPage } from './page-sync.js';
import { RisksPage, RiskPage, CompanyPage } from './page-risks.js';
import { PushesPage } from './page-pushes.js';
import { ReportsPage } from './page-reports.js';
import { QuotaPage } from './page-quota.js';
import { PartnershipsPage } from './page-partnerships.js';
import { OperationPage } from './page-operation.js';
import { AuditPage } from './page-audit.js';
import { MePage } from './page-me.js';

/** page: [name, what shows it, what shows one of it, the page it belongs to] */
const PAGES = {
  todo: ['待办', 'To do', TodoPage],
  submit: ['提交', 'Submit', SubmitPage],
  jobs: ['任务', 'Jobs', JobsPage, JobPage],
  sync: ['全量同步', 'Whole lists', SyncPage, RunPage],
  risks: ['客户风险', 'Risks', RisksPage, RiskPage],
  pushes: ['推送', 'Pushes', PushesPage],
  reports: ['报告', 'Reports', ReportsPage],
  quota: ['额度', 'Quota', QuotaPage],
  partnerships: ['合作关系', 'Partnerships', PartnershipsPage],
  operation: ['运行', 'Operation', OperationPage],
  audit: ['审计', 'Audit', AuditPage],
  me: ['我的', 'My account', MePage],
};

function Language({ change }) {
  return language === 'en'
    ? html`<button class="plain-button" lang="zh-CN" onClick=${() => change('zh')}>中文</button>`
    : html`<button class="plain-button" lang="en" onClick=${() => change('en')}>English</button>`;
}

/** On which page what waits is shown; what is not here is on the one of the node. */
const PLACE = { job: 'jobs', list: 'sync', source: 'sync', push: 'pushes', report: 'reports', quota: 'quota' };

function Navigation({ here, items }) {
  const waiting = { todo: items.length };
  items.forEach((item) => {
    const page = PLACE[item.kind] || 'operation';
    waiting[page] = (waiting[page] || 0) + 1;
  });
  return html`<nav class="pages" aria-label=${t('页面', 'Pages')}>
    ${Object.entries(PAGES).map(([key, [chinese, english]]) => html`<a href=${link(key)} aria-current=${here === key ? 'page' : null}>
      <span>${t(chinese, english)}</span>
      ${waiting[key] > 0 && html`<span class=${key === 'todo' ? 'badge' : 'badge quiet-badge'} title=${t('待处理', 'waiting for somebody')}>${waiting[key]}</span>`}
    </a>`)}
  </nav>`;
}

/** A page that breaks is told, and the others go on. */
function Guarded({ children }) {
  const [failure, again] = useErrorBoundary((error) => console.error(error));
  return failure
    ? html`<${Trouble} problem=${{ text: t('此页面出错：', 'This page failed: ') + failure.message }} again=${again} />`
    : children;
}

function Shell({ person, change, leave }) {
  const { page, id, query } = usePlace();
  const todo = useLive('todo', {}, 10);
  const key = page === 'company' ? 'risks' : PAGES[page] ? page : 'todo';
  useEffect(() => {
    if (page !== 'company' && !PAGES[page]) {
      location.replace(link('todo'));
    }
  }, [page]);
  const [chinese, english, List, One] = PAGES[key];
  const Shown = page === 'company' ? CompanyPage : id && One ? One : List;
  const items = todo.data ? todo.data.items : [];
  const waiting = items.length;
  useEffect(() => {
    document.title = `${waiting ? `(${waiting}) ` : ''}${t(chinese, english)} · ${t('企查查集成控制台', 'QCC console')}`;
    scrollTo(0, 0);
  }, [page, id, waiting, language]);
  return html`<a class="skip" href="#main" onClick=${(e) => { e.preventDefault(); document.getElementById('main').focus(); }}>${t('跳到内容', 'Skip to content')}</a>
    <header class="top"><strong>${t('企查查集成控制台', 'QCC integration console')}</strong>
      <span>${person.name} · ${roleName(person.role)}</span>
      <${Language} change=${change} />
      ${person.by === 'session' && html`<button class="plain-button" onClick=${leave}>${t('退出', 'Log out')}</button>`}
    </header>
    <div class="shell"><${Navigation} here=${key} items=${items} />
      <main id="main" tabindex="-1"><${Guarded} key=${page + id}><${Shown} id=${id} query=${query} todo=${todo} /><//></main>
    </div><${Said} />`;
}

function App() {
  const [person, setPerson] = useState(undefined);
  const [problem, setProblem] = useState(null);
  const [, setTurn] = useState(0);
  const change = (other) => {
    setLanguage(other);
    setTurn((turn) => turn + 1);
  };
  const enter = (who) => {
    setTimeZone(who.timeZone);
    setProblem(null);
    setPerson(who);
  };
  const look = () => get('session').then(enter, (failure) => {
    setPerson(null);
    setProblem(failure.status === 401 ? null : failure);
  });
  useEffect(() => {
    whenLoggedOut(() => {
      forget();
      setPerson(null);
    });
    look();
  }, []);
  const leave = async () => {
    await act('DELETE', 'session').catch(() => {});
    forget();
    location.hash = '';
    setPerson(null);
  };
  if (person === undefined) {
    return html`<p class="plain" role="status">${t('正在打开…', 'Opening…')}</p>`;
  }
  if (person === null) {
    return html`<${Login} enter=${enter} problem=${problem} again=${look}><${Language} change=${change} /><//>`;
  }
  return html`<${Session.Provider} value=${person}><${Shell} key=${language} person=${person} change=${change} leave=${leave} /><//>`;
}

// A file that falls beside the page for it must not take the browser away.
['dragover', 'drop'].forEach((name) => addEventListener(name, (event) => event.preventDefault()));

applyLanguage();
const page = document.getElementById('page');
page.textContent = '';
render(html`<${App} />`, page);
