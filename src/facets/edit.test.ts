import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EMPTY_QUERY, filterOf } from '../query/query'
import { describeFilter, setCaption, setMissing, setRange, setSize, similarityDomain, toggleClass, toggleLicence } from './edit'

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
    expect(filterOf(setRange(0.2, 1)(setMissing(true)(ranged)), 'similarity')).toEqual({ kind: 'similarity', min: 0.2, max: 1, missing: true })
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
      fc.property(fc.array(fc.nat(3), { minLength: 50, maxLength: 50 }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), (counts, a, b) => {
        const [low, high] = similarityDomain(counts, Math.min(a, b) / 100, Math.max(a, b) / 100)
        expect(low).toBeGreaterThanOrEqual(0)
        expect(high).toBeLessThanOrEqual(1)
        expect(high).toBeGreaterThan(low)
        counts.forEach((count, bin) => {
          if (count > 0) expect(bin / 50 >= low - 1e-9 && (bin + 1) / 50 <= high + 1e-9).toBe(true)
        })
      }),
    )
  })
})

describe('a chip', () => {
  it('says what its filter keeps', () => {
    const chips = [setRange(0.3, 0.5), setRange(0.3, 1), setMissing(false), setCaption(' red '), setSize({ minWidth: 1024 }), setSize({ minWidth: 10, minHeight: 20 }), toggleClass(2)]
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
