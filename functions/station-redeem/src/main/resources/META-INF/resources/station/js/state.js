// Who this device is and who is signed in on it. Kept, so that a reload or a crash changes neither.

import { forget, keep, recall } from './store.js';

/** device: {deviceId, deviceToken, station, device}; session: {token, expiresAt}; redeemEnabled: null while not known. */
export const state = { device: null, session: null, redeemEnabled: null, sound: false };

/** Tells every part of the page, in every tab, that something above or a scan has changed. */
const channel = 'BroadcastChannel' in self ? new BroadcastChannel('station') : null;
const listeners = new Set();

export function changed() {
  listeners.forEach((listener) => listener());
  channel?.postMessage('changed');
}

/** Calls a listener at every change, until what this answers is called. */
export function onChange(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
channel?.addEventListener('message', async () => {
  await load();
  listeners.forEach((listener) => listener());
});

export async function load() {
  state.device = (await recall('device')) ?? null;
  state.session = (await recall('session')) ?? null;
  state.sound = (await recall('sound')) ?? false;
}

export async function enrolled(device) {
  await forget('session');
  await keep('device', device);
  Object.assign(state, { device, session: null, redeemEnabled: null });
  changed();
}

export async function signedIn(session) {
  await keep('session', session);
  state.session = session;
  changed();
}

export async function signedOut() {
  await forget('session');
  state.session = null;
  changed();
}

/** The device is no longer one of the station. Its scans stay. */
export async function dismissed() {
  await forget('session');
  await forget('device');
  Object.assign(state, { device: null, session: null });
  changed();
}

/** What the server says of us. */
export async function known({ station, device, redeemEnabled }) {
  state.redeemEnabled = redeemEnabled;
  state.device = { ...state.device, station, device };
  await keep('device', state.device);
  changed();
}

export async function withSound(on) {
  await keep('sound', on);
  state.sound = on;
}

export const hasSession = () => state.session !== null && new Date(state.session.expiresAt) > new Date();
