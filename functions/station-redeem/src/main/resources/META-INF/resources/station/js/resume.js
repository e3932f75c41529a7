// After a reload, a crash or a sign-in: the scan that was on its way has its operator waiting still.

import * as queue from './queue.js';
import { hasSession } from './state.js';

/** Takes up the last scan that nobody was told about, and answers whether there was one. Older ones go to the background. */
export async function resume(go) {
  if (!hasSession()) {
    return false;
  }
  const cut = (await queue.all()).filter((scan) => queue.isOpen(scan) && queue.isMine(scan) && !scan.told);
  const last = cut.pop();
  await Promise.all(cut.map((scan) => queue.setAside(scan.key)));
  if (last) {
    await go('result', { key: last.key });
  }
  return last !== undefined;
}
