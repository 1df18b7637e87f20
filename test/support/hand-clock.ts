/** A clock that tests move. */
export class HandClock {
  private shiftMs = 0;
  now(): Date {
    return new Date(Date.now() + this.shiftMs);
  }
  forward(seconds: number): void {
    this.shiftMs += seconds * 1000;
  }
}
