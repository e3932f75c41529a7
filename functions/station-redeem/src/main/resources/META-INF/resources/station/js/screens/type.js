// A code typed by hand. One that cannot be ours is not sent: it would cost the device a try.

import { ALPHABET, VOUCHER, faultOf, foreign, groupWhileTyping, isVoucher, significant } from '../codes.js';
import { fault, h } from '../dom.js';
import { t } from '../i18n.js';

export async function show(go) {
  const input = h('input', {
    id: 'voucher', autocomplete: 'off', autocapitalize: 'characters', autocorrect: 'off', spellcheck: 'false',
    enterkeyhint: 'go', class: 'code', maxlength: 200, placeholder: 'XXX-XXX-XXX',
    'aria-describedby': 'voucher-hint voucher-fault',
  });
  const notice = h('p', { id: 'voucher-fault', class: 'fault', role: 'alert', hidden: true });
  groupWhileTyping(input, VOUCHER);
  // Only what is wrong already while typing: that something is missing is no news.
  input.addEventListener('input', () => {
    const wrong = isVoucher(`${input.value}:1`) ? [] : foreign(input.value);
    fault(input, notice, wrong.length > 0 ? t('code.foreign', { wrong: wrong.slice(0, 4).join(' ') }) : null);
  });
  const submit = (event) => {
    event.preventDefault();
    // Hand scanners that act as a keyboard type the whole QR code.
    if (isVoucher(input.value)) {
      go('result', { voucherCode: input.value.trim(), method: 'qr' });
      return;
    }
    const wrong = faultOf(input.value, VOUCHER);
    if (wrong) {
      fault(input, notice, t(...wrong));
      input.focus();
      return;
    }
    go('result', { voucherCode: significant(input.value), method: 'code' });
  };
  return {
    title: t('type.title'),
    focus: input,
    nodes: [
      h('h1', { tabindex: '-1' }, t('type.title')),
      h('form', { novalidate: true, onsubmit: submit },
        h('label', { for: 'voucher' }, t('type.code')),
        input,
        h('p', { id: 'voucher-hint', class: 'hint' }, t('type.hint', { letters: [...ALPHABET].join(' ') })),
        notice,
        h('button', { class: 'primary' }, t('type.go'))),
      h('button', { type: 'button', class: 'secondary', onclick: () => go('scan') }, t('type.scan')),
    ],
  };
}
