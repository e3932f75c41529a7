// The camera and what reads its pictures: the browser's own detector where it knows QR codes, else the script of
// shared/scanner. Where there is no camera, or it is refused, the screen says so; a code can always be typed.

import { h, picture } from './dom.js';
import { t } from './i18n.js';
import { ICONS } from './shapes.js';

const EVERY = 120;
const WIDEST = 720;

async function ownDetector() {
  const known = await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []);
  if (!known?.includes('qr_code')) {
    return null;
  }
  const detector = new BarcodeDetector({ formats: ['qr_code'] });
  return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
}

/** Reads the middle of the picture, which is what people point at the code. */
async function decoder() {
  const { scan } = await import('/station/scanner/scanner.js');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return async (video) => {
    const side = Math.min(video.videoWidth, video.videoHeight);
    const size = Math.min(side, WIDEST);
    canvas.width = size;
    canvas.height = size;
    context.drawImage(video, (video.videoWidth - side) / 2, (video.videoHeight - side) / 2, side, side, 0, 0, size, size);
    return scan(new Int8Array(context.getImageData(0, 0, size, size).data.buffer), size, size);
  };
}

/** The node with the picture, and what ends it. `onText` is told every text, and answers with what to say, or null. */
export function openCamera({ onText }) {
  const video = h('video', { playsinline: true, muted: true, 'aria-label': t('camera.picture') });
  const notice = h('p', { class: 'hint', role: 'status' }, t('camera.starting'));
  const torch = h('button', { type: 'button', class: 'secondary', hidden: true, 'aria-pressed': 'false' },
    picture(ICONS.torch, 'icon'), h('span', {}, t('camera.torch')));
  const frame = h('div', { class: 'frame' }, video, h('div', { class: 'aim', 'aria-hidden': 'true' }));
  const node = h('div', { class: 'camera' }, frame, notice, torch);
  let stream = null;
  let open = true;

  const close = () => {
    open = false;
    stream?.getTracks().forEach((track) => track.stop());
  };

  const light = (track) => {
    torch.hidden = track.getCapabilities?.().torch !== true;
    torch.onclick = async () => {
      const on = torch.getAttribute('aria-pressed') !== 'true';
      await track.applyConstraints({ advanced: [{ torch: on }] }).then(() => torch.setAttribute('aria-pressed', String(on)), () => {});
    };
  };

  const look = async () => {
    const read = (await ownDetector().catch(() => null)) ?? (await decoder());
    while (open) {
      const text = video.videoWidth > 0 && !document.hidden ? await read(video).catch(() => null) : null;
      if (text && open) {
        const words = onText(text);
        if (words === null) {
          return;
        }
        notice.textContent = words;
      }
      await new Promise((wake) => setTimeout(wake, EVERY));
    }
  };

  const begin = async () => {
    try {
      const wanted = { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } };
      stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    } catch (failure) {
      frame.hidden = true;
      notice.textContent = t(failure.name === 'NotAllowedError' ? 'camera.refused' : 'camera.missing');
      return;
    }
    if (!open) {
      close();
      return;
    }
    video.srcObject = stream;
    light(stream.getVideoTracks()[0]);
    await video.play().catch(() => {});
    notice.textContent = t('camera.aim');
    await look();
  };
  begin();
  return { node, close };
}
