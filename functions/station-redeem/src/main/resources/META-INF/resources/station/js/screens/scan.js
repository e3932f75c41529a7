// The camera looks for the QR code of a voucher.

import { openCamera } from '../camera.js';
import { isVoucher } from '../codes.js';
import { h } from '../dom.js';
import { t } from '../i18n.js';

export async function show(go) {
  const camera = openCamera({
    onText: (text) => {
      if (!isVoucher(text)) {
        return t('scan.foreign');
      }
      go('result', { voucherCode: text.trim(), method: 'qr' });
      return null;
    },
  });
  return {
    title: t('scan.title'),
    leave: camera.close,
    nodes: [
      h('h1', { tabindex: '-1' }, t('scan.title')),
      camera.node,
      h('button', { type: 'button', class: 'secondary', onclick: () => go('type') }, t('scan.type')),
    ],
  };
}
