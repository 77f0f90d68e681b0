/* The player's clock: where in the session one is, whether it runs and how fast. Draws nothing, folds nothing. */

export const RATES = [1, 2, 4, 8, 16, 32];
const QUICK = 200; // ms between two drawings while it runs

export class Deck {
  /** @param {import("./film.js").Film} film */
  constructor(film, changed = () => {}) {
    Object.assign(this, { film, changed, position: film.begin, rate: 1, playing: false });
  }

  play() {
    if (this.position >= this.film.end) this.position = this.film.begin;
    this.playing = true;
    this.since = this.drawn = performance.now();
    requestAnimationFrame((now) => this.run(now));
    this.changed();
  }

  pause() {
    this.playing = false;
    this.changed();
  }

  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  run(now) {
    if (!this.playing) return;
    this.position = Math.min(this.film.end, this.position + Math.max(0, now - this.since) * this.rate);
    this.since = now;
    if (this.position >= this.film.end) this.playing = false;
    if (now - this.drawn >= QUICK || !this.playing) {
      this.drawn = now;
      this.changed();
    }
    if (this.playing) requestAnimationFrame((next) => this.run(next));
  }

  /** Go to a moment, epoch ms; one outside of the session becomes its nearest end. */
  seek(at) {
    if (!Number.isFinite(at)) return;
    this.position = Math.min(this.film.end, Math.max(this.film.begin, at));
    this.changed();
  }

  /** To the next event of some, or the one before. */
  step(direction, among) {
    const at = this.film.beside(this.position, direction, among);
    if (at !== undefined) this.seek(at);
  }

  setRate(rate) {
    this.rate = rate;
    this.changed();
  }

  /** One notch faster or slower. */
  shift(direction) {
    const at = RATES.indexOf(this.rate) + direction;
    if (RATES[at]) this.setRate(RATES[at]);
  }
}
