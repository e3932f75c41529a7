// Sounds and vibration of results, for stations that want them: off until somebody turns them on.

import { state } from './state.js';

const TONES = {
  good: { notes: [[660, 0, 0.12], [990, 0.14, 0.22]], vibration: [120] },
  bad: { notes: [[220, 0, 0.22], [220, 0.3, 0.35]], vibration: [300, 120, 300, 120, 300] },
  wait: { notes: [[440, 0, 0.3]], vibration: [80, 80, 80] },
};

let audio = null;

export function feel(kind) {
  if (!state.sound) {
    return;
  }
  const { notes, vibration } = TONES[kind];
  navigator.vibrate?.(vibration);
  audio ??= 'AudioContext' in self ? new AudioContext() : null;
  if (audio === null) {
    return;
  }
  audio.resume();
  for (const [pitch, from, length] of notes) {
    const tone = new OscillatorNode(audio, { frequency: pitch, type: 'triangle' });
    const volume = new GainNode(audio, { gain: 0.25 });
    tone.connect(volume).connect(audio.destination);
    tone.start(audio.currentTime + from);
    tone.stop(audio.currentTime + from + length);
  }
}
