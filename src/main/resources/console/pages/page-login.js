import { html, useState } from './base.js';
import { t } from './base.js';
import { act } from './api.js';
import { Trouble } from './parts.js';

export function Login({ enter, problem, again, children }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState(null);
  const submit = async (event) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      enter(await act('POST', 'session', { name, password }));
    } catch (told) {
      setFailure(told);
      setPassword('');
      setBusy(false);
    }
  };
  return html`<main class="login">
    <h1>${t('企查查集成控制台', 'QCC integration console')}</h1>
    <${Trouble} problem=${problem} again=${again} />
    <form onSubmit=${submit}>
      <label class="field"><span>${t('用户名', 'Name')}</span>
        <input name="username" autocomplete="username" required autofocus maxlength="64" value=${name} onInput=${(e) => setName(e.target.value)} /></label>
      <label class="field"><span>${t('密码', 'Password')}</span>
        <input name="password" type="password" autocomplete="current-password" required maxlength="200" value=${password} onInput=${(e) => setPassword(e.target.value)} /></label>
      <${Trouble} problem=${failure} />
      <p class="buttons"><button class="main" disabled=${busy}>${t('登录', 'Log in')}</button>${children}</p>
      <p class="quiet">${t('没有用户或忘记密码？请联系系统管理员。', 'No user, or forgot the password? Ask the admin.')}</p>
    </form>
  </main>`;
}
