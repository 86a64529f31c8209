// Everything the pages know comes from /console/api/, and goes there.
import { useState, useEffect, useRef, useCallback } from './base.js';
import { t } from './base.js';

const API = '/console/api/';

/** Why something was not done: `text` is for the reader. */
class Problem extends Error {
  constructor(status, told) {
    super(told.title);
    this.status = status;
    this.told = told;
  }

  get text() {
    return t(this.told.titleZh, this.told.title);
  }
}

const unreachable = () =>
  new Problem(0, { titleZh: '节点没有应答，请检查网络后再试', title: 'The node does not answer; check the network and try again' });

let loggedOut = () => {};

/** Has something done when a session has ended. */
export function whenLoggedOut(work) {
  loggedOut = work;
}

async function ask(method, path, options = {}) {
  let answer;
  try {
    answer = await fetch(API + path, {
      method, credentials: 'same-origin', cache: 'no-store', redirect: 'error', ...options,
    });
  } catch (e) {
    if (e.name === 'AbortError') {
      throw e;
    }
    throw unreachable();
  }
  if (answer.ok || answer.status === 304) {
    return answer;
  }
  let told = {};
  try {
    told = await answer.json();
  } catch (e) {
    // Said below.
  }
  // A wrong password of somebody who is logged in ends no session.
  if (answer.status === 401 && path !== 'session' && !String(told.type).endsWith(':wrong-password')) {
    loggedOut();
  }
  throw new Problem(answer.status, told.title
    ? told
    : { titleZh: `节点答复 HTTP ${answer.status}`, title: `The node answered HTTP ${answer.status}` });
}

/** path?a=b without what is empty. */
export function address(path, query = {}) {
  const kept = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = new URLSearchParams(kept).toString();
  return text ? `${path}?${text}` : path;
}

/** The address of a file to download. */
export const file = (path, query) => API + address(path, query);

const kept = new Map();
const MOST_KEPT = 60;

/** Reads; what is the same as last time does not come again. */
export async function get(path, query, signal) {
  const url = address(path, query);
  const before = kept.get(url);
  const answer = await ask('GET', url, { signal, headers: before ? { 'If-None-Match': before.tag } : {} });
  if (answer.status === 304) {
    return before.value;
  }
  const value = await answer.json();
  const tag = answer.headers.get('ETag');
  kept.delete(url);
  if (tag) {
    kept.set(url, { tag, value });
    if (kept.size > MOST_KEPT) {
      kept.delete(kept.keys().next().value);
    }
  }
  return value;
}

/** Does something; a JSON answer is returned. */
export async function act(method, path, body) {
  const answer = await ask(method, path, body === undefined ? {} : {
    headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body),
  });
  return answer.status === 204 ? null : answer.json();
}

/** A file that may not be there. */
export const blob = async (path) => (await ask('GET', path)).blob();

/** Hands a file over. */
export async function send(path, query, content) {
  const answer = await ask('POST', address(path, query), {
    headers: { 'Content-Type': 'application/octet-stream' }, body: content,
  });
  return answer.status === 204 ? null : answer.json();
}

/** Nothing of one person is left for the next one. */
export function forget() {
  kept.clear();
}

/**
 * Reads, and reads again every few seconds while somebody looks: {data, problem, again}. `path` null reads nothing.
 */
export function useLive(path, query, seconds = 0) {
  const url = path === null ? null : address(path, query);
  const [state, setState] = useState({ url: null, data: null, problem: null });
  const [turn, setTurn] = useState(0);
  const again = useCallback(() => setTurn((now) => now + 1), []);
  useEffect(() => {
    if (url === null) {
      return undefined;
    }
    const stop = new AbortController();
    let timer;
    const look = async () => {
      if (!document.hidden || turn === 0) {
        try {
          const data = await get(url, {}, stop.signal);
          setState((before) => (before.url === url && before.data === data && !before.problem ? before : { url, data, problem: null }));
        } catch (problem) {
          if (problem.name === 'AbortError') {
            return;
          }
          setState((before) => ({ url, data: before.url === url ? before.data : null, problem }));
        }
      }
      if (seconds && !stop.signal.aborted) {
        timer = setTimeout(look, seconds * 1000);
      }
    };
    look();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [url, seconds, turn]);
  return { data: state.url === url ? state.data : null, problem: state.url === url ? state.problem : null, again };
}

/** A list in pages: the first one stays up to date, the others come when they are asked for. */
export function usePages(path, query, seconds = 0) {
  const url = address(path, query);
  const [more, setMore] = useState({ url, items: [], next: undefined });
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState(null);
  const latest = useRef(url);
  latest.current = url;
  const own = more.url === url ? more : { url, items: [], next: undefined };
  const first = useLive(path, query, own.items.length ? 0 : seconds);
  const next = own.next === undefined ? first.data && first.data.next : own.next;
  const load = async () => {
    setBusy(true);
    try {
      const page = await get(path, { ...query, cursor: next });
      if (latest.current === url) {
        setMore({ url, items: own.items.concat(page.items), next: page.next || null });
        setTrouble(null);
      }
    } catch (problem) {
      setTrouble(problem);
    }
    setBusy(false);
  };
  return {
    items: first.data ? first.data.items.concat(own.items) : null,
    problem: first.problem || trouble,
    more: next ? load : null,
    busy,
    again: () => {
      setMore({ url, items: [], next: undefined });
      first.again();
    },
  };
}
