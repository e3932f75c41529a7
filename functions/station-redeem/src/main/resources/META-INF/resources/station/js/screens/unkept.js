// The device keeps nothing (any longer): what is not written down is not sent, and what came of it is not known.

import { h } from '../dom.js';
import { t } from '../i18n.js';

export function unkept(go, failure) {
  console.error(failure.name);
  return {
    title: t('unkept.title'),
    say: `${t('unkept.title')}. ${t('unkept.text')}`,
    nodes: [
      h('h1', { tabindex: '-1' }, t('unkept.title')),
      h('p', { class: 'lead' }, t('unkept.text')),
      h('button', { type: 'button', class: 'primary', onclick: () => location.reload() }, t('unkept.again')),
      h('button', { type: 'button', class: 'secondary', onclick: () => go('home') }, t('result.home')),
    ],
  };
}
