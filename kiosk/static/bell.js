/** The phone's bell: it may ring only after its holder has touched the page once, and says whether it can. */

const NOTES = [659.25, 523.25]; // E5, C5: the chime of the waiting room
const NOTE_SECONDS = 0.45;

export class Bell {
  constructor() {
    /** @type {AudioContext | null} */
    this.sound = null;
  }

  get isOn() {
    return this.sound !== null;
  }

  /** To be called from a touch; rings once, so that one hears that it works. */
  turnOn() {
    const Sound = window.AudioContext ?? /** @type {any} */ (window).webkitAudioContext;
    if (!Sound) return;
    this.sound = /** @type {AudioContext} */ (new Sound());
    this.ring(1);
  }

  turnOff() {
    void this.sound?.close();
    this.sound = null;
  }

  /** @param {number} times */
  ring(times) {
    const { sound } = this;
    if (!sound) return;
    void sound.resume();
    for (let turn = 0; turn < times; turn += 1) {
      NOTES.forEach((note, place) => strike(sound, note, sound.currentTime + (turn * 3 + place) * NOTE_SECONDS));
    }
  }

  /** Vibrates where the phone can, and rings where it may. */
  call() {
    navigator.vibrate?.([500, 200, 500, 200, 800]);
    this.ring(3);
  }
}

/**
 * @param {AudioContext} sound
 * @param {number} note  hertz
 * @param {number} at  on the clock of the sound
 */
function strike(sound, note, at) {
  const [tone, loudness] = [sound.createOscillator(), sound.createGain()];
  tone.frequency.value = note;
  loudness.gain.setValueAtTime(0.0001, at);
  loudness.gain.exponentialRampToValueAtTime(0.4, at + 0.02);
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + NOTE_SECONDS * 1.4);
  tone.connect(loudness).connect(sound.destination);
  tone.start(at);
  tone.stop(at + NOTE_SECONDS * 1.5);
}
