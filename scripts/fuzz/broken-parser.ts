import { ProblemError } from '../../src/dataset/problem'

/** A parser with every fault that there is, for the fuzzer's own test: its n-th damaged file meets the n-th. */
export const name = 'broken'

const SEED = Uint8Array.of(1, 2, 3)
let next = Number(process.argv[5])

export function seeds(): Uint8Array[] {
  return [SEED]
}

export async function read(bytes: Uint8Array): Promise<void> {
  if (bytes === SEED) return
  const number = next++
  if (number === 1) throw new TypeError('no ProblemError')
  for (; number === 2;);
  if (number === 3) void Promise.reject(new Error('nobody waits for this'))
  if (number === 4) process.abort()
  if (number === 5) throw new ProblemError({ code: 'truncated', where: '' })
  await new Promise((resolve) => setTimeout(resolve, 5))
}
