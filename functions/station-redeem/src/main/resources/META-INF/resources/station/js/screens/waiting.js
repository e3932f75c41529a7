// Scans without an answer, and answers that nobody has looked at.

import { h } from '../dom.js';
import { moment } from '../format.js';
import { t } from '../i18n.js';
import * as queue from '../queue.js';
import { onChange, state } from '../state.js';

export async function show(go) {
  const node = h('div', { class: 'lists' });
  const item = (scan) => {
    const open = queue.isOpen(scan);
    const answered = scan.outcome === 'redeemed' ? 'late' : scan.outcome;
    const word = t(`result.${open ? 'unconfirmed' : answered}.word`);
    const at = moment(scan.madeAt, state.device?.station.timeZone);
    const cancel = open && queue.canCancel(scan);
    return h('li', { class: `entry ${open ? 'unconfirmed' : scan.outcome}` },
      h('p', { class: 'word' }, word),
      h('p', {}, t('waiting.entry', { ending: scan.ending, at })),
      open && scan.stuck ? h('p', { class: 'hint' }, t('result.stuck')) : null,
      queue.isMine(scan) ? null : h('p', { class: 'hint' }, t('waiting.elsewhere')),
      h('div', { class: 'row' },
        h('button', { type: 'button', class: 'secondary', disabled: open && (!navigator.onLine || !queue.isMine(scan)), onclick: () => go('result', { key: scan.key }) },
          t(open ? 'result.tryagain' : 'waiting.look')),
        cancel ? h('button', { type: 'button', class: 'secondary', onclick: () => queue.cancel(scan.key) }, t('waiting.cancel')) : null));
  };
  const fill = async () => {
    const scans = await queue.all();
    const answered = scans.filter(queue.isNews);
    const open = scans.filter((scan) => scan.told && queue.isOpen(scan));
    const part = (title, list) => (list.length > 0 ? [h('h2', {}, title), h('ul', { class: 'entries' }, list.map(item))] : []);
    node.replaceChildren(
      ...part(t('waiting.answered'), answered),
      ...part(t('waiting.open'), open),
      ...(answered.length + open.length === 0 ? [h('p', { class: 'lead' }, t('waiting.none'))] : []));
  };
  await fill();
  const stop = onChange(fill);
  return {
    title: t('waiting.title'),
    leave: stop,
    nodes: [h('h1', { tabindex: '-1' }, t('waiting.title')), h('p', { class: 'lead' }, t('waiting.lead')), node],
  };
}
