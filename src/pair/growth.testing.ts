/** Shorter than this a time says little. */
const LEAST_MS = 4
const RUNS = 5

function quickest(job: () => unknown): number {
  let best = Infinity
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now()
    job()
    best = Math.min(best, performance.now() - started)
    if (best > 10 * LEAST_MS) break
  }
  return best
}

/**
 * How many times as long a job takes for a text `times` as long: about `times` where it is linear, its square where the job goes over the
 * text anew from each place. `textOf` makes a text of about so many characters, of at most `most`.
 */
export function growth(textOf: (length: number) => string, job: (text: string) => unknown, most = 2_000_000, times = 8): number {
  const timeOf = (length: number) => {
    const text = textOf(length)
    return quickest(() => job(text))
  }
  let length = 1000
  let time = timeOf(length)
  while (time < LEAST_MS && length * 2 * times <= most) time = timeOf((length *= 2))
  return timeOf(length * times) / Math.max(time, LEAST_MS / 4)
}
