// What every page needs: the language, times and numbers, the address bar.
import { useState, useEffect } from './vendor-preact.js';

export * from './vendor-preact.js';

const memory = {
  get(key) {
    try {
      return localStorage.getItem(key);
    } catch (e) {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(key, value);
    } catch (e) {
      // A browser that keeps nothing asks again next time.
    }
  },
};

export let language = memory.get('qcc-language') === 'en' ? 'en' : 'zh';

/** One text in the reader's language. */
export const t = (chinese, english) => (language === 'en' ? english : chinese);

/** A word of a list such as {DONE: ['完成', 'done']}; what the list does not know is shown as it is. */
export const word = (words, key) => (words[key] ? t(words[key][0], words[key][1]) : key || '');

export function setLanguage(other) {
  language = other;
  memory.set('qcc-language', other);
  applyLanguage();
}

export function applyLanguage() {
  document.documentElement.lang = language === 'en' ? 'en' : 'zh-CN';
}

let zone;

/** Times are shown in the zone of the node, as in its logs and files. */
export function setTimeZone(id) {
  try {
    new Intl.DateTimeFormat('en', { timeZone: id });
    zone = id;
  } catch (e) {
    zone = undefined;
  }
}

const pad = (number) => String(number).padStart(2, '0');

/** 2026-12-01 17:20:05 in the node's zone. */
export function fullTime(text) {
  if (!text) {
    return '';
  }
  const parts = {};
  new Intl.DateTimeFormat('en-GB', {
    timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit',
    hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false,
  }).formatToParts(new Date(text)).forEach((part) => { parts[part.type] = part.value; });
  return `${parts.year}-${parts.month}-${parts.day} ${parts.hour === '24' ? '00' : parts.hour}:${parts.minute}:${parts.second}`;
}

/** 10 分钟前, or the time itself when it is long ago. */
export function shortTime(text) {
  if (!text) {
    return '';
  }
  const seconds = (Date.now() - new Date(text).getTime()) / 1000;
  const ahead = seconds < 0;
  const span = Math.abs(seconds);
  if (span < 60) {
    return ahead ? t('马上', 'in a moment') : t('刚刚', 'just now');
  }
  if (span < 3600) {
    const minutes = Math.round(span / 60);
    return ahead ? t(`${minutes} 分钟后`, `in ${minutes} min`) : t(`${minutes} 分钟前`, `${minutes} min ago`);
  }
  if (span < 86400) {
    const hours = Math.round(span / 3600);
    return ahead ? t(`${hours} 小时后`, `in ${hours} h`) : t(`${hours} 小时前`, `${hours} h ago`);
  }
  return fullTime(text).slice(0, 16);
}

/** 3 分钟 20 秒 */
export function span(seconds) {
  if (seconds === null || seconds === undefined) {
    return '';
  }
  if (seconds < 60) {
    return t(`${Math.ceil(seconds)} 秒`, `${Math.ceil(seconds)} s`);
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? t(`${minutes} 分 ${Math.round(seconds % 60)} 秒`, `${minutes} min ${Math.round(seconds % 60)} s`)
    : t(`${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分`, `${Math.floor(minutes / 60)} h ${minutes % 60} min`);
}

/** 1,234,567; nothing for what is not known. */
export const count = (number) =>
  number === null || number === undefined ? '' : Number(number).toLocaleString('en-US');

/** 1.5 MB */
export function bytes(number) {
  if (number < 1024) {
    return `${number} B`;
  }
  return number < 1 << 20 ? `${(number / 1024).toFixed(1)} KB` : `${(number / (1 << 20)).toFixed(1)} MB`;
}

/** A day as the node's zone has it: today, or as many days before. */
export const day = (before = 0) => fullTime(Date.now() - before * 86400000).slice(0, 10);

/** What the address bar says: #/risks?company=… is {page: 'risks', id: '', query: {company: …}}. */
export function place() {
  const [path, query] = location.hash.replace(/^#\/?/, '').split('?');
  const [page, ...id] = path.split('/');
  const values = {};
  new URLSearchParams(query || '').forEach((value, key) => { values[key] = value; });
  return { page: page || 'todo', id: id.map(decodeURIComponent).join('/'), query: values };
}

/** The address of a page: link('risks', '', {company}) */
export function link(page, id = '', query = {}) {
  const kept = Object.entries(query).filter(([, value]) => value !== undefined && value !== null && value !== '');
  const text = new URLSearchParams(kept).toString();
  return `#/${page}${id === '' ? '' : `/${encodeURIComponent(id)}`}${text ? `?${text}` : ''}`;
}

export function go(page, id, query) {
  location.hash = link(page, id, query);
}

export function usePlace() {
  const [here, setHere] = useState(place);
  useEffect(() => {
    const moved = () => setHere(place());
    addEventListener('hashchange', moved);
    return () => removeEventListener('hashchange', moved);
  }, []);
  return here;
}
