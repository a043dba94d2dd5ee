import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SCORE_BINS } from '../engine/ranking'
import { countFrom, nearestBin, scoreDomain, scoreOfBin, snapScore } from './histogram'

const bins = (counts: Readonly<Record<number, number>>): number[] => Array.from({ length: SCORE_BINS }, (_, bin) => counts[bin] ?? 0)

describe('the histogram of scores', () => {
  it('has bins of 0.005 from -1 to 1', () => {
    expect([0, 200, 250, 400].map(scoreOfBin)).toEqual([-1, 0, 0.25, 1])
    expect(Array.from({ length: SCORE_BINS + 1 }, (_, bin) => nearestBin(scoreOfBin(bin)))).toEqual(
      Array.from({ length: SCORE_BINS + 1 }, (_, bin) => bin),
    )
  })

  it('snaps a threshold to the nearest edge', () => {
    expect([0.2512, 0.2526, -3, 3].map(snapScore)).toEqual([0.25, 0.255, -1, 1])
  })

  it('counts exactly those at the threshold or above', () => {
    const histogram = bins({ 249: 100, 250: 7, 260: 4 })
    expect([null, 0.25, 0.255, 0.3, 0.305, 1].map((score) => countFrom(histogram, score))).toEqual([111, 11, 4, 4, 0, 0])
  })

  it('is drawn over twentieths that hold every pair and the threshold', () => {
    expect(scoreDomain(bins({}), null)).toEqual([200, 400])
    expect(scoreDomain(bins({ 243: 1, 258: 2 }), null)).toEqual([240, 260])
    expect(scoreDomain(bins({ 243: 1, 258: 2 }), 0.5)).toEqual([240, 300])
    expect(scoreDomain(bins({}), 1)).toEqual([390, 400])
    fc.assert(
      fc.property(
        fc.array(fc.nat(SCORE_BINS - 1), { maxLength: 8 }),
        fc.option(fc.integer({ min: 0, max: SCORE_BINS })),
        (filled, edge) => {
          const [low, high] = scoreDomain(bins(Object.fromEntries(filled.map((bin) => [bin, 1]))), edge === null ? null : scoreOfBin(edge))
          expect(low).toBeGreaterThanOrEqual(0)
          expect(high).toBeLessThanOrEqual(SCORE_BINS)
          expect(high).toBeGreaterThan(low)
          for (const bin of filled) expect(low <= bin && bin < high).toBe(true)
          if (edge !== null) expect(low <= edge && edge <= high).toBe(true)
        },
      ),
    )
  })
})
