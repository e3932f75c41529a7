// The choice of a language.

import { h } from '../dom.js';
import { LANGUAGES, choose, language, t } from '../i18n.js';

export function languages(again) {
  const pick = (code) => async () => {
    await choose(code);
    again();
  };
  return h('div', { class: 'languages', role: 'group', 'aria-label': t('language') },
    Object.entries(LANGUAGES).map(([code, name]) =>
      h('button', { type: 'button', lang: code, 'aria-pressed': String(code === language()), onclick: pick(code) }, name)));
}
