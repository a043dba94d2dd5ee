/** What is fetched, or would be. */
export interface Traffic {
  readonly bytes: number
  readonly requests: number
}

export const NO_TRAFFIC: Traffic = { bytes: 0, requests: 0 }

export function sum(a: Traffic, b: Traffic): Traffic {
  return { bytes: a.bytes + b.bytes, requests: a.requests + b.requests }
}

/** What the scan may fetch before the person is asked: more than most datasets take, less than a metered connection would regret. */
export const SCAN_ALLOWANCE: Traffic = { bytes: 1e9, requests: 5000 }

/** What may be fetched before somebody has to agree to as much again. */
export class Allowance {
  private spent = NO_TRAFFIC

  constructor(private readonly step: Traffic) {}

  /** Whether `next` may be fetched too. The first of all may, however large: nobody could ever agree to it otherwise. */
  covers(next: Traffic): boolean {
    if (next.bytes === 0 && next.requests === 0) return true
    const { bytes, requests } = sum(this.spent, next)
    return this.spent.requests === 0 || (bytes <= this.step.bytes && requests <= this.step.requests)
  }

  spend(traffic: Traffic): void {
    this.spent = sum(this.spent, traffic)
  }

  /** As much again. */
  renew(): void {
    this.spent = NO_TRAFFIC
  }
}
