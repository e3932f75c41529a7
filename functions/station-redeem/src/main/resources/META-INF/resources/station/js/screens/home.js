// What an operator can do.

import { call } from '../api.js';
import { h, picture } from '../dom.js';
import { t } from '../i18n.js';
import { ICONS } from '../shapes.js';
import { signedOut, state, withSound } from '../state.js';
import { languages } from './languages.js';

export async function show(go) {
  const tile = (name, kind) => h('button', { type: 'button', class: `tile ${kind}`, onclick: () => go(name) },
    picture(ICONS[name], 'icon'), h('span', {}, t(`home.${name}`)));
  const sound = h('button', {
    type: 'button', class: 'plain', 'aria-pressed': String(state.sound),
    onclick: async () => {
      await withSound(!state.sound);
      sound.setAttribute('aria-pressed', String(state.sound));
      sound.querySelector('span').textContent = t(state.sound ? 'home.sound.on' : 'home.sound.off');
    },
  }, picture(ICONS.bell, 'icon'), h('span', {}, t(state.sound ? 'home.sound.on' : 'home.sound.off')));
  const leave = async () => {
    // Signed out here in any case; the server hears of it when it can be reached, and ends the session by itself else.
    await Promise.race([call('POST', '/logout').catch(() => null), new Promise((go) => setTimeout(go, 3000))]);
    await signedOut();
  };
  return {
    title: t('home.title'),
    plain: true,
    nodes: [
      h('h1', { tabindex: '-1', class: 'unseen' }, t('home.title')),
      h('div', { class: 'tiles' }, tile('scan', 'wide main'), tile('type', 'wide'), tile('history', ''), tile('balance', '')),
      h('div', { class: 'row' }, sound,
        h('button', { type: 'button', class: 'plain', onclick: leave }, picture(ICONS.leave, 'icon'), h('span', {}, t('home.leave')))),
      languages(() => go('home')),
    ],
  };
}
