/* The server's clock, as far as this device can know it. Never trusts the time that the device shows. */

const SAMPLES = 8;
const JUMP = 1000; // ms by which the device's clock and its steady one may drift apart before samples are dropped

/** Epoch ms of the device by its steady clock, which nobody can set. */
export function steady() {
  return performance.timeOrigin + performance.now();
}

export class Clock {
  constructor(now = steady, wall = Date.now) {
    Object.assign(this, { steady: now, wall, samples: [], offset: 0, known: false });
    this.apart = wall() - now();
  }

  /** A first guess, from the `now` of a welcome: right to within the way of one frame. */
  guess(serverNow) {
    this.samples = [];
    this.apart = this.wall() - this.steady();
    this.offset = serverNow - this.steady();
    this.known = true;
  }

  /**
   * One round trip: `sent` and `received` in steady ms, `serverNow` epoch ms between them.
   * The shortest of the last eight says the most, because it waited the least.
   */
  sample(sent, received, serverNow) {
    if (this.slept()) this.samples = [];
    const trip = received - sent;
    this.samples = [...this.samples.slice(1 - SAMPLES), { trip, offset: serverNow - (sent + trip / 2) }];
    this.offset = this.samples.reduce((best, one) => (one.trip <= best.trip ? one : best)).offset;
    this.known = true;
  }

  /** Whether the device has slept, or its clock was set, since this was last asked: old samples then say nothing. */
  slept() {
    const apart = this.wall() - this.steady();
    const jumped = Math.abs(apart - this.apart) > JUMP;
    this.apart = apart;
    return jumped;
  }

  /** The server's time, epoch ms. */
  now() {
    return this.steady() + this.offset;
  }

  /** Milliseconds until `endsAt` on the server's clock, never below 0. */
  left(endsAt) {
    return Math.max(0, endsAt - this.now());
  }
}

/** 12:05 for that many milliseconds, rounded up, so that 0:00 means over. */
export function countdown(ms) {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(seconds / 60) % 60;
  return hours ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}
