import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { columnFilterOf, EMPTY_QUERY, filterOf, type Filter } from '../query/query'
import {
  describeFilter,
  onlyValue,
  setCaption,
  setColumnMissing,
  setColumnRange,
  setMissing,
  setRange,
  setSize,
  similarityDomain,
  toggleClass,
  toggleLicence,
  toggleValue,
} from './edit'

describe('choosing classes and licences', () => {
  it('narrows to what is chosen; none and all are no filter', () => {
    const unsure = toggleClass(1)(EMPTY_QUERY)
    expect(filterOf(unsure, 'nsfw')?.classes).toEqual([1])
    expect(filterOf(toggleClass(0)(unsure), 'nsfw')?.classes).toEqual([0, 1])
    expect(toggleClass(1)(unsure)).toEqual(EMPTY_QUERY)
    expect([toggleClass(0), toggleClass(2), toggleClass(3)].reduce((query, edit) => edit(query), unsure)).toEqual(EMPTY_QUERY)
    expect(filterOf(toggleLicence('mit')(toggleLicence('by')(EMPTY_QUERY)), 'licence')?.families).toEqual(['by', 'mit'])
  })
})

describe('the similarity range', () => {
  it('leaves out pairs without a similarity until they are asked for', () => {
    const ranged = setRange(0.3, 0.5)(EMPTY_QUERY)
    expect(filterOf(ranged, 'similarity')).toEqual({ kind: 'similarity', min: 0.3, max: 0.5, missing: false })
    expect(filterOf(setRange(0.2, 1)(setMissing(true)(ranged)), 'similarity')).toEqual({
      kind: 'similarity',
      min: 0.2,
      max: 1,
      missing: true,
    })
  })

  it('is no filter when it is whole', () => {
    expect(setRange(0, 1)(setRange(0.3, 0.5)(EMPTY_QUERY))).toEqual(EMPTY_QUERY)
    const without = setMissing(false)(EMPTY_QUERY)
    expect(filterOf(without, 'similarity')).toEqual({ kind: 'similarity', min: 0, max: 1, missing: false })
    expect(setMissing(true)(without)).toEqual(EMPTY_QUERY)
  })

  it('is drawn over tenths that hold every pair and every bound', () => {
    const bins = new Array<number>(50).fill(0)
    expect(similarityDomain(bins, 0, 1)).toEqual([0, 1])
    bins[15] = 4
    bins[21] = 2
    expect(similarityDomain(bins, 0, 1)).toEqual([0.3, 0.5])
    expect(similarityDomain(bins, 0.15, 1)).toEqual([0.1, 0.5])
    fc.assert(
      fc.property(
        fc.array(fc.nat(3), { minLength: 50, maxLength: 50 }),
        fc.integer({ min: 0, max: 100 }),
        fc.integer({ min: 0, max: 100 }),
        (counts, a, b) => {
          const [low, high] = similarityDomain(counts, Math.min(a, b) / 100, Math.max(a, b) / 100)
          expect(low).toBeGreaterThanOrEqual(0)
          expect(high).toBeLessThanOrEqual(1)
          expect(high).toBeGreaterThan(low)
          counts.forEach((count, bin) => {
            if (count > 0) expect(bin / 50 >= low - 1e-9 && (bin + 1) / 50 <= high + 1e-9).toBe(true)
          })
        },
      ),
    )
  })
})

describe('a column without a role', () => {
  it('has a range that leaves out rows without a number until they are asked for, and is no filter when it is whole', () => {
    const ranged = setColumnRange('score', 5, null)(EMPTY_QUERY)
    expect(columnFilterOf(ranged, 'score')).toEqual({ kind: 'range', column: 'score', min: 5, max: null, missing: false })
    const kept = setColumnMissing('score', true)(ranged)
    expect(columnFilterOf(setColumnRange('score', 5, 7)(kept), 'score')).toEqual({
      kind: 'range',
      column: 'score',
      min: 5,
      max: 7,
      missing: true,
    })
    expect(setColumnRange('score', null, null)(ranged)).toEqual(EMPTY_QUERY)
    const without = setColumnMissing('score', false)(EMPTY_QUERY)
    expect(columnFilterOf(without, 'score')).toEqual({ kind: 'range', column: 'score', min: null, max: null, missing: false })
    expect(setColumnMissing('score', true)(without)).toEqual(EMPTY_QUERY)
  })

  it('has values that are chosen one by one; none is no filter', () => {
    const edits = [toggleValue('status', 'success'), toggleValue('status', null), toggleValue('status', 'failed')]
    const query = edits.reduce((asked, edit) => edit(asked), EMPTY_QUERY)
    expect(columnFilterOf(query, 'status')).toEqual({ kind: 'values', column: 'status', values: ['failed', 'success', null] })
    expect(edits.reduce((asked, edit) => edit(asked), query)).toEqual(EMPTY_QUERY)
  })

  it('can be filtered by one value as it is printed, where a filter can say it', () => {
    const score = { path: 'score', kind: 'range', integer: false, bytes: 0 } as const
    const status = { path: 'status', kind: 'values', integer: false, bytes: 0 } as const
    expect(onlyValue(score, '5.25')?.(EMPTY_QUERY).filters).toEqual([
      { kind: 'range', column: 'score', min: 5.25, max: 5.25, missing: false },
    ])
    expect(onlyValue(status, ' success ')?.(EMPTY_QUERY).filters).toEqual([{ kind: 'values', column: 'status', values: ['success'] }])
    expect([onlyValue(score, 'NaN'), onlyValue(status, ' '), onlyValue(status, 'x'.repeat(101))]).toEqual([null, null, null])
  })

  it('says in a chip what passes', () => {
    const filters: Filter[] = [
      { kind: 'range', column: 'aesthetic', min: 5, max: 7, missing: false },
      { kind: 'range', column: 'aesthetic', min: 0.123456789, max: null, missing: true },
      { kind: 'range', column: 'id', min: null, max: 1234567890123, missing: false },
      { kind: 'range', column: 'id', min: null, max: null, missing: false },
      { kind: 'values', column: 'status', values: ['failed', 'success', null] },
    ]
    expect(filters.map(describeFilter)).toEqual([
      'aesthetic 5 to 7',
      'aesthetic from 0.123457, or none',
      'id to 1234567890123',
      'id any number',
      'status: failed or success or no value',
    ])
  })
})

describe('a chip', () => {
  it('says what its filter keeps', () => {
    const chips = [
      setRange(0.3, 0.5),
      setRange(0.3, 1),
      setMissing(false),
      setCaption(' red '),
      setSize({ minWidth: 1024 }),
      setSize({ minWidth: 10, minHeight: 20 }),
      toggleClass(2),
    ]
    expect(chips.map((edit) => edit(EMPTY_QUERY).filters.map(describeFilter).join())).toEqual([
      'Similarity 0.3 to 0.5',
      'Similarity from 0.3',
      'With a similarity',
      'Caption: red',
      'At least 1,024 px wide',
      'At least 10 × 20 px',
      'NSFW',
    ])
  })
})
