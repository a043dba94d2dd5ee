import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ByteReader } from './byte-reader'
import { readHybrid } from './hybrid'

/** Runs as Parquet's format has them: [value, times] or a bit-packed group of eight. */
function encoded(width: number, runs: readonly (readonly number[])[]): Uint8Array {
  const bytes: number[] = []
  for (const run of runs) {
    if (run.length === 2) {
      bytes.push((run[1] ?? 0) << 1)
      for (let shift = 0; shift < width; shift += 8) bytes.push(Math.floor((run[0] ?? 0) / 2 ** shift) % 256)
    } else {
      bytes.push(3)
      const bits = run.map((value) => value.toString(2).padStart(width, '0').split('').reverse().join('')).join('')
      for (let at = 0; at < bits.length; at += 8)
        bytes.push(
          Number.parseInt(
            bits
              .slice(at, at + 8)
              .split('')
              .reverse()
              .join(''),
            2,
          ),
        )
    }
  }
  return Uint8Array.from(bytes)
}

function decoded(bytes: Uint8Array, width: number, count: number): number[] {
  const output = new Uint32Array(count)
  readHybrid(new ByteReader(bytes), width, output)
  return [...output]
}

const HUGE_RUN = Uint8Array.of(0xfe, 0xff, 0xff, 0xff, 0x0f, 1)

describe('runs and bit-packed groups', () => {
  it('give back their numbers, of any width', () => {
    const runs = fc.integer({ min: 1, max: 32 }).chain((width) => {
      const value = fc.integer({ min: 0, max: 2 ** width - 1 })
      const run = fc.oneof(fc.tuple(value, fc.integer({ min: 0, max: 60 })), fc.array(value, { minLength: 8, maxLength: 8 }))
      return fc.tuple(fc.constant(width), fc.array(run, { maxLength: 8 }))
    })
    fc.assert(
      fc.property(runs, fc.nat(), ([width, list], cut) => {
        const all = list.flatMap((run: readonly number[]) =>
          run.length === 2 ? new Array<number>(run[1] ?? 0).fill(run[0] ?? 0) : [...run],
        )
        const count = all.length === 0 ? 0 : cut % (all.length + 1)
        expect(decoded(encoded(width, list), width, count)).toEqual(all.slice(0, count))
      }),
    )
  })

  it('are not trusted for more than is wanted', () => {
    expect(decoded(HUGE_RUN, 1, 3)).toEqual([1, 1, 1])
    expect(decoded(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f, 0b101), 1, 3)).toEqual([1, 0, 1])
  })

  it('are refused where they end too early, run in circles or are too wide', () => {
    expect(() => decoded(Uint8Array.of(4, 1), 1, 3)).toThrow('too early')
    expect(() => decoded(new Uint8Array(100), 1, 3)).toThrow('too early')
    expect(() => decoded(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0xff, 0xff), 1, 3)).toThrow('too long')
    expect(() => decoded(Uint8Array.of(4, 1), 33, 3)).toThrow('33 bits')
  })

  it('of no bits are zeros', () => {
    expect(decoded(new Uint8Array(0), 0, 3)).toEqual([0, 0, 0])
  })
})
