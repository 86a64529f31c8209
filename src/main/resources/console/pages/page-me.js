import { html, useState, useContext } from './base.js';
import { t } from './base.js';
import { act, useLive } from './api.js';
import { Session, Table, Act, Time, Trouble, Figures, say, useMay } from './parts.js';
import { roleName } from './words.js';

const ROLES = ['viewer', 'operator', 'admin'];
const LEAST_LETTERS = 10;

function Password() {
  const empty = { current: '', password: '', repeated: '' };
  const [values, setValues] = useState(empty);
  const [problem, setProblem] = useState(null);
  const [busy, setBusy] = useState(false);
  const set = (name) => (event) => setValues({ ...values, [name]: event.target.value });
  const submit = async (event) => {
    event.preventDefault();
    if (values.password !== values.repeated) {
      setProblem({ text: t('两次输入的新密码不一样', 'The new password is not the same twice') });
      return;
    }
    setBusy(true);
    try {
      await act('PUT', 'session/password', { current: values.current, password: values.password });
      setValues(empty);
      setProblem(null);
      say(t('密码已修改，其他会话已结束', 'The password was changed; other sessions ended'));
    } catch (failure) {
      setProblem(failure);
    }
    setBusy(false);
  };
  return html`<form onSubmit=${submit}>
    <label class="field"><span>${t('现在的密码', 'Present password')}</span><input type="password" autocomplete="current-password" required value=${values.current} onInput=${set('current')} /></label>
    <label class="field"><span>${t(`新密码（至少 ${LEAST_LETTERS} 个字符）`, `New password (${LEAST_LETTERS} characters or more)`)}</span><input type="password" autocomplete="new-password" required minlength=${LEAST_LETTERS} maxlength="200" value=${values.password} onInput=${set('password')} /></label>
    <label class="field"><span>${t('再输入一次新密码', 'New password again')}</span><input type="password" autocomplete="new-password" required value=${values.repeated} onInput=${set('repeated')} /></label>
    <${Trouble} problem=${problem} />
    <p><button class="main" disabled=${busy}>${t('修改密码', 'Change the password')}</button></p>
  </form>`;
}

const RoleChoice = ({ role, set }) => html`<label class="field"><span>${t('角色', 'Role')}</span>
  <select value=${role} onChange=${(e) => set(e.target.value)}>${ROLES.map((key) => html`<option value=${key} selected=${key === role}>${roleName(key)}</option>`)}</select></label>`;

function PutUser({ user, again }) {
  const [name, setName] = useState(user ? user.name : '');
  const [role, setRole] = useState(user ? user.role : 'operator');
  const [password, setPassword] = useState('');
  const run = async () => {
    const body = {};
    if (!user || role !== user.role) {
      body.role = role;
    }
    if (password) {
      body.password = password;
    }
    await act('PUT', `users/${encodeURIComponent(name.trim())}`, body);
    setPassword('');
    again();
  };
  return html`<${Act} role="admin" label=${user ? t('修改', 'Change') : t('添加用户', 'Add a user')} run=${run}
    what=${user ? t(`修改用户 ${user.name}。换了密码时，其会话全部结束。`, `Changes user ${user.name}. A new password ends all their sessions.`) : t('查看者只能看；操作员还能提交和处理；管理员还能管理用户和令牌。', 'A viewer looks; an operator also acts; an admin also manages users and tokens.')}>
    ${!user && html`<label class="field"><span>${t('用户名', 'Name')}</span><input required maxlength="64" autocomplete="off" value=${name} onInput=${(e) => setName(e.target.value)} /></label>`}
    <${RoleChoice} role=${role} set=${setRole} />
    <label class="field"><span>${user ? t('新密码（不改则不填）', 'New password (empty: as it is)') : t(`密码（至少 ${LEAST_LETTERS} 个字符）`, `Password (${LEAST_LETTERS} characters or more)`)}</span>
      <input type="password" autocomplete="new-password" required=${!user} minlength=${LEAST_LETTERS} maxlength="200" value=${password} onInput=${(e) => setPassword(e.target.value)} /></label>
  <//>`;
}

function Users() {
  const { data, problem, again } = useLive('users', {}, 30);
  return html`<h2>${t('用户', 'Users')}</h2><${Trouble} problem=${problem} again=${again} />
    <${Table} caption=${t('用户', 'Users')} rows=${data && data.items} rowKey=${(user) => user.name} empty=${t('没有用户', 'No users')} columns=${[
      { head: t('用户名', 'Name'), cell: (user) => user.name },
      { head: t('角色', 'Role'), narrow: true, cell: (user) => roleName(user.role) },
      { head: t('添加', 'Added'), narrow: true, cell: (user) => html`<${Time} at=${user.createdAt} />` },
      { head: t('锁定到', 'Locked until'), narrow: true, cell: (user) => html`<${Time} at=${user.lockedUntil} />` },
      { head: t('操作', 'Action'), narrow: true, cell: (user) => html`<${PutUser} user=${user} again=${again} /> <${Act} role="admin" label=${t('删除', 'Remove')}
        what=${t(`删除用户 ${user.name}，其会话马上结束。`, `Removes user ${user.name}; their sessions end at once.`)}
        run=${() => act('DELETE', `users/${encodeURIComponent(user.name)}`)} done=${() => { again(); return t('已删除', 'Removed'); }} />` },
    ]} /><p><${PutUser} again=${again} /></p>`;
}

function Tokens() {
  const { data, problem, again } = useLive('tokens', {}, 30);
  const [name, setName] = useState('');
  const [role, setRole] = useState('operator');
  const [made, setMade] = useState(null);
  return html`<h2>${t('API 令牌', 'API tokens')}</h2><p class="quiet">${t('供其他程序调用 API，不用密码。', 'For programs that call the API, without a password.')}</p><${Trouble} problem=${problem} again=${again} />
    ${made && html`<p class="note">${t('新令牌（只显示这一次，请马上保存）：', 'The new token (shown only now): ')}<code class="whole">${made}</code> <button onClick=${() => setMade(null)}>${t('已保存', 'I have it')}</button></p>`}
    <${Table} caption=${t('API 令牌', 'API tokens')} rows=${data && data.items} rowKey=${(token) => token.name} empty=${t('没有令牌', 'No tokens')} columns=${[
      { head: t('名称', 'Name'), cell: (token) => token.name },
      { head: t('角色', 'Role'), narrow: true, cell: (token) => roleName(token.role) },
      { head: t('创建', 'Made'), narrow: true, cell: (token) => html`<${Time} at=${token.createdAt} />` },
      { head: t('最近使用', 'Last used'), narrow: true, cell: (token) => html`<${Time} at=${token.usedAt} />` },
      { head: t('操作', 'Action'), narrow: true, cell: (token) => html`<${Act} role="admin" label=${t('吊销', 'Revoke')}
        what=${t(`吊销令牌 ${token.name}，使用它的程序马上不能再调用。`, `Revokes ${token.name}; programs that use it are refused at once.`)}
        run=${() => act('DELETE', `tokens/${encodeURIComponent(token.name)}`)} done=${() => { again(); return t('已吊销', 'Revoked'); }} />` },
    ]} />
    <p><${Act} role="admin" label=${t('创建令牌', 'Make a token')} what=${t('令牌只显示一次。', 'The token is shown once.')}
      run=${async () => { const told = await act('POST', 'tokens', { name: name.trim(), role }); setMade(told.token); setName(''); again(); }}>
      <label class="field"><span>${t('名称', 'Name')}</span><input required maxlength="64" value=${name} onInput=${(e) => setName(e.target.value)} /></label>
      <${RoleChoice} role=${role} set=${setRole} />
    <//></p>`;
}

export function MePage() {
  const person = useContext(Session);
  const admin = useMay('admin');
  const sessions = useLive('sessions', {}, 30);
  return html`<h1>${t('我的', 'My account')}</h1>
    <${Figures} figures=${[[t('用户名', 'Name'), person.name], [t('角色', 'Role'), roleName(person.role)]]} />
    <div class="two"><section><h2>${t('登录', 'Sessions')}</h2>
      <${Trouble} problem=${sessions.problem} again=${sessions.again} />
      <${Table} caption=${t('登录', 'Sessions')} rows=${sessions.data && sessions.data.items} empty=${t('没有会话', 'No sessions')} columns=${[
        { head: t('登录', 'Opened'), narrow: true, cell: (session) => html`<${Time} at=${session.openedAt} />` },
        { head: t('最近使用', 'Last used'), narrow: true, cell: (session) => html`<${Time} at=${session.usedAt} />` },
        { head: t('来自', 'From'), cell: (session) => session.source },
      ]} />
      <p><${Act} role="viewer" label=${t('结束其他会话', 'End the others')} what=${t('除了这一个，您的其他会话都会结束。', 'All your sessions but this one end.')}
        run=${() => act('DELETE', 'sessions')} done=${() => { sessions.again(); return t('其他会话已结束', 'The others ended'); }} /></p></section>
    ${person.by === 'session' && html`<section><h2>${t('修改密码', 'Change the password')}</h2><${Password} /></section>`}</div>
    ${admin && html`<${Users} /><${Tokens} />`}`;
}
