// What was redeemed here, by day of the station and currency.

import { call } from '../api.js';
import { h } from '../dom.js';
import { clock, date, money } from '../format.js';
import { t } from '../i18n.js';

const SPANS = [7, 30];

function row({ currency, redeemed, reversed }) {
  const amount = ({ amount }) => money({ amount, currency });
  return [
    h('p', { class: 'line' }, h('strong', {}, amount(redeemed)), h('span', {}, t('balance.count', { count: redeemed.count, n: redeemed.count }))),
    reversed.count > 0
      ? h('p', { class: 'hint' }, t('balance.reversed', { amount: amount(reversed), count: reversed.count, n: reversed.count }))
      : null,
  ];
}

export async function show(go, { days = SPANS[0] } = {}) {
  const answer = await call('GET', `/balance?days=${days}`).catch(() => null);
  const byDay = new Map();
  for (const one of answer?.ok ? answer.body.data : []) {
    byDay.set(one.day, [...(byDay.get(one.day) ?? []), one]);
  }
  const parts = [...byDay].sort(([a], [b]) => (a < b ? 1 : -1)).flatMap(([day, rows]) =>
    [h('h2', {}, date(day)), h('ul', { class: 'entries' }, rows.map((one) => h('li', { class: 'entry' }, row(one))))]);
  const note = !answer?.ok ? t('failed.list') : byDay.size === 0 ? t('balance.none')
    : t('balance.asof', { at: clock(answer.body.asOf, answer.body.timeZone), zone: answer.body.timeZone });
  const spans = h('div', { class: 'languages', role: 'group', 'aria-label': t('balance.span') }, SPANS.map((span) =>
    h('button', { type: 'button', 'aria-pressed': String(span === days), onclick: () => go('balance', { days: span }) },
      t('balance.days', { count: span, n: span }))));
  return {
    title: t('balance.title'),
    nodes: [h('h1', { tabindex: '-1' }, t('balance.title')), spans, ...parts, h('p', { class: 'hint', role: 'status' }, note)],
  };
}
