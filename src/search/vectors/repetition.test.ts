import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { startsEvery } from './repetition'

const varint = (value: number): number[] => (value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)])
const run = (level: 0 | 1, length: number) => [...varint(length << 1), level]
/** Levels packed 8 to a byte; the last byte is padded. */
function packed(levels: readonly number[]): number[] {
  const bytes = Array.from({ length: Math.ceil(levels.length / 8) }, (_, at) =>
    levels.slice(at * 8, at * 8 + 8).reduce((byte, level, bit) => byte | (level << bit), 0),
  )
  return [...varint((bytes.length << 1) | 1), ...bytes]
}

const rowsOf = (width: number, rows: number): (0 | 1)[] => Array.from({ length: width * rows }, (_, at) => (at % width === 0 ? 0 : 1))

/** Levels as some writer may cut them into runs and packed bytes; packed ones are padded only at the end. */
const encoded = (levels: readonly number[]): fc.Arbitrary<number[]> =>
  fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 1, max: 6 })), { minLength: 1, maxLength: 8 }).map((choices) => {
    const bytes: number[] = []
    let at = 0
    for (let piece = 0; at < levels.length; piece++) {
      const [asRun, size] = choices[piece % choices.length] ?? [true, 1]
      const level = levels[at] === 0 ? 0 : 1
      let same = at
      while (same < levels.length && levels[same] === level) same++
      const end = asRun ? same : Math.min(levels.length, at + 8 * size)
      bytes.push(...(asRun ? run(level, end - at) : packed(levels.slice(at, end))))
      at = end
    }
    return bytes
  })

describe('repetition levels', () => {
  it('that start a row at every width-th number say so, however they are cut', () => {
    const shapes = fc.record({ width: fc.integer({ min: 1, max: 40 }), rows: fc.integer({ min: 1, max: 20 }) })
    fc.assert(
      fc.property(
        shapes.chain(({ width, rows }) => encoded(rowsOf(width, rows)).map((bytes) => ({ width, rows, bytes }))),
        ({ width, rows, bytes }) => startsEvery(Uint8Array.from(bytes), width * rows, width),
      ),
      { numRuns: 1000 },
    )
  })

  it('with any other start do not', () => {
    const shapes = fc.record({ width: fc.integer({ min: 2, max: 40 }), rows: fc.integer({ min: 1, max: 20 }), wrong: fc.nat() })
    fc.assert(
      fc.property(
        shapes.chain(({ width, rows, wrong }) => {
          const levels = rowsOf(width, rows)
          const at = wrong % levels.length
          levels[at] = levels[at] === 0 ? 1 : 0
          return encoded(levels).map((bytes) => ({ width, rows, bytes }))
        }),
        ({ width, rows, bytes }) => !startsEvery(Uint8Array.from(bytes), width * rows, width),
      ),
      { numRuns: 1000 },
    )
  })

  it('that end too early, or are of a part of a row, do not', () => {
    expect(startsEvery(Uint8Array.from([...run(0, 1), ...run(1, 3)]), 4, 4)).toBe(true)
    expect(startsEvery(Uint8Array.from([...run(0, 1), ...run(1, 2)]), 4, 4)).toBe(false)
    expect(startsEvery(Uint8Array.from([...run(0, 1), ...run(1, 2)]), 3, 4)).toBe(false)
    expect(startsEvery(new Uint8Array(0), 4, 4)).toBe(false)
  })

  it('of any bytes give an answer', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 30 }),
        fc.nat(200),
        fc.integer({ min: 1, max: 20 }),
        (bytes, count, width) => typeof startsEvery(bytes, count, width) === 'boolean',
      ),
    )
  })
})
