// What was redeemed here, newest first.

import { call } from '../api.js';
import { h } from '../dom.js';
import { clock, day, money, unbroken } from '../format.js';
import { t } from '../i18n.js';
import { state } from '../state.js';

const PAGE = 30;

export async function show() {
  const list = h('div', { class: 'days' });
  const notice = h('p', { class: 'hint', role: 'status' });
  const more = h('button', { type: 'button', class: 'secondary', hidden: true, onclick: () => load() }, t('history.more'));
  const { timeZone } = state.device.station;
  let cursor = null;
  let last = null;

  const entry = (one) => h('li', { class: one.reversedAt ? 'entry reversed' : 'entry' },
    h('p', { class: 'line' }, h('strong', {}, money(one.amount)), h('span', {}, clock(one.redeemedAt, timeZone))),
    h('p', { class: 'hint' }, `${one.brand} · ${t(`history.${one.method}`)}`),
    h('p', { class: 'hint' }, [one.reference, unbroken(one.maskedMsisdn)].filter(Boolean).join(' · ')),
    one.reversedAt ? h('p', { class: 'word' }, t('history.reversed', { at: `${clock(one.reversedAt, timeZone)}, ${day(one.reversedAt, timeZone)}` })) : null);

  async function load() {
    more.setAttribute('aria-busy', 'true');
    const query = cursor ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const answer = await call('GET', `/history?limit=${PAGE}${query}`).catch(() => null);
    more.removeAttribute('aria-busy');
    if (!answer?.ok) {
      notice.textContent = t('failed.list');
      more.hidden = false;
      more.textContent = t('result.tryagain');
      return;
    }
    for (const one of answer.body.data) {
      const name = day(one.redeemedAt, timeZone);
      if (name !== last) {
        list.append(h('h2', {}, name), h('ul', { class: 'entries' }));
        last = name;
      }
      list.lastElementChild.append(entry(one));
    }
    cursor = answer.body.nextCursor;
    more.hidden = !cursor;
    more.textContent = t('history.more');
    notice.textContent = last === null ? t('history.none') : '';
  }

  await load();
  return { title: t('history.title'), nodes: [h('h1', { tabindex: '-1' }, t('history.title')), list, notice, more] };
}
