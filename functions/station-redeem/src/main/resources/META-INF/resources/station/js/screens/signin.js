// The operator's passcode, on big keys.

import { Unanswered, call } from '../api.js';
import { fault, h, picture } from '../dom.js';
import { t } from '../i18n.js';
import * as queue from '../queue.js';
import { resume } from '../resume.js';
import { ICONS } from '../shapes.js';
import { known, signedIn, state } from '../state.js';
import { languages } from './languages.js';

const PASSCODE_AT_MOST = 12;

const failed = (failure) => t(failure instanceof Unanswered ? 'failed.network' : 'failed.storage');

async function signIn(passcode) {
  const body = JSON.stringify({ stationCode: state.device.station.code, passcode });
  const answer = await call('POST', '/login', { body });
  if (answer.ok) {
    const { session, expiresAt, station, device } = answer.body;
    if (new Date(expiresAt) <= new Date()) {
      return t('signin.clock');
    }
    await signedIn({ token: session, expiresAt });
    await known({ redeemEnabled: state.redeemEnabled, station, device });
    return null;
  }
  const { code, retryAfter = 60 } = answer.body;
  const minutes = Math.ceil(retryAfter / 60);
  if (code === 'too_many_attempts') {
    return t('wait.minutes', { count: minutes, n: minutes });
  }
  return t(code === 'passcode_wrong' ? 'signin.wrong' : 'failed.server');
}

export async function show(go) {
  const { station } = state.device;
  const input = h('input', {
    id: 'passcode', type: 'password', inputmode: 'none', autocomplete: 'off', maxlength: PASSCODE_AT_MOST,
    class: 'passcode', 'aria-describedby': 'passcode-fault', enterkeyhint: 'go',
  });
  const notice = h('p', { id: 'passcode-fault', class: 'fault', role: 'alert', hidden: true });
  const button = h('button', { class: 'primary' }, t('signin.go'));

  const submit = async (event) => {
    event.preventDefault();
    if (button.hasAttribute('aria-busy')) {
      return;
    }
    if (input.value === '') {
      fault(input, notice, t('signin.empty'));
      return;
    }
    button.setAttribute('aria-busy', 'true');
    const refused = await signIn(input.value).catch(failed);
    button.removeAttribute('aria-busy');
    input.value = '';
    if (refused !== null) {
      fault(input, notice, refused);
      input.focus();
    } else if (!(await resume(go).catch(() => false))) {
      await go('home');
      queue.drain(true);
    }
  };
  const press = (digit) => () => {
    input.value = (input.value + digit).slice(0, PASSCODE_AT_MOST);
    fault(input, notice, null);
  };
  const digit = (n) => h('button', { type: 'button', class: 'key', onclick: press(n) }, n);
  const erase = h('button', {
    type: 'button', class: 'key', 'aria-label': t('signin.erase'), onclick: () => { input.value = input.value.slice(0, -1); },
  }, picture(ICONS.erase, 'icon'));

  return {
    title: t('signin.title'),
    plain: true,
    focus: input,
    nodes: [
      h('h1', { tabindex: '-1' }, t('signin.title')),
      h('p', { class: 'lead' }, `${station.name} · ${station.code}`),
      h('form', { novalidate: true, class: 'passcode', onsubmit: submit },
        h('label', { for: 'passcode' }, t('signin.passcode')),
        input,
        notice,
        h('div', { class: 'keys' }, [...'123456789'].map(digit), h('span', {}), digit('0'), erase),
        button),
      languages(() => go('signin')),
    ],
  };
}
