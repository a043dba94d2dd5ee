import { describe, expect, it } from 'vitest'
import { mutate } from './mutate'
import { fuzz, fuzzTargets } from './run'

const RUNS = 2000

describe.each([...fuzzTargets()])('damaged files of %s', (_, module) => {
  it(`are read or refused, ${RUNS} of them`, { timeout: 300_000 }, async () => {
    expect((await fuzz(module, { seed: 1, runs: RUNS })).faults).toEqual([])
  })
})

describe('a damaged file', () => {
  const files = [Uint8Array.from({ length: 200 }, (_, i) => i), new Uint8Array(3)]

  it('is the same for the same seed and number, and others are different', () => {
    expect(mutate(files, 1, 7)).toEqual(mutate(files, 1, 7))
    const all = Array.from({ length: 500 }, (_, index) => mutate(files, 1, index))
    expect(new Set(all.map(({ how }) => how)).size).toBeGreaterThan(490)
    expect(
      all.filter(({ bytes, how }) => Buffer.compare(bytes, files[how.startsWith('file 0') ? 0 : 1] ?? bytes) === 0).length,
    ).toBeLessThan(20)
  })
})

describe('the fuzzer', () => {
  it('names what hangs, what throws and what ends the process, and goes on behind it', { timeout: 120_000 }, async () => {
    const { faults } = await fuzz(new URL('broken-parser.ts', import.meta.url).pathname, { seed: 1, runs: 6, hangSeconds: 2 })
    expect(faults.map(({ index, kind }) => [index, kind])).toEqual([
      [1, 'exception'],
      [2, 'hang'],
      [3, 'exception'],
      [4, 'crash'],
    ])
  })
})
