import { describe, expect, it } from 'vitest'
import { EMPTY_QUERY, withFilter } from '../../query/query'
import { CELL_COUNT, decodeCell, MISSING_BIN, passingClasses, PASSES_SIZE } from './cells'

describe('cells', () => {
  it('decode to every combination exactly once and fit 16 bits with their flags in 32', () => {
    const seen = new Set(Array.from({ length: CELL_COUNT }, (_, cell) => JSON.stringify(decodeCell(cell))))
    expect(seen.size).toBe(CELL_COUNT)
    expect(CELL_COUNT).toBeLessThan(2 ** 16)
    expect(PASSES_SIZE * 2).toBeLessThan(2 ** 32)
    expect(decodeCell(CELL_COUNT - 1)).toEqual({ nsfw: 3, licence: 'unknown', bin: MISSING_BIN, unknownSize: true })
  })

  it('pass by class and by licence family together', () => {
    expect(passingClasses(EMPTY_QUERY)).toBeNull()
    const query = withFilter(withFilter(EMPTY_QUERY, { kind: 'nsfw', classes: [0, 3] }), { kind: 'licence', families: ['cc0'] })
    expect(passingClasses(query)).toEqual([0, 3])
    expect(passingClasses(withFilter(EMPTY_QUERY, { kind: 'nsfw', classes: [] }))).toEqual([])
  })
})
