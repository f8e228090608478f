const TICK_MS = 1000;

/** The time, once a second while somebody looks at it. */
export class Clock {
  now = $state(Date.now());

  /** Starts to tick; returns how to stop. */
  run(): () => void {
    this.now = Date.now();
    const timer = setInterval(() => (this.now = Date.now()), TICK_MS);
    return () => {
      clearInterval(timer);
    };
  }
}
