import { describe, expect, it } from 'vitest'
import { BOUNDS, ENOUGH, medianOf, slopeOf, verdictsOf, WARM_UP, type Sample } from './growth'

const sample = (heapMB: number, memoryMB: number | null = 100): Sample => ({
  heapMB,
  memoryMB,
  nodes: 300,
  listeners: 40,
  workers: 0,
  storageMB: 1,
})
const many = (count: number, heap: (round: number) => number): Sample[] => Array.from({ length: count }, (_, round) => sample(heap(round)))
const heapOf = (samples: readonly Sample[]) => verdictsOf(samples).find(({ figure }) => figure === 'heapMB')

describe('slopes', () => {
  it('are medians: a single peak moves nothing', () => {
    expect(slopeOf([1, 2, 3, 4, 5])).toBe(1)
    expect(slopeOf([5, 5, 90, 5, 5, 5, 5])).toBe(0)
    expect(slopeOf([7])).toBe(0)
    expect(medianOf([4, 1, 3, 2])).toBe(2.5)
    expect(medianOf([3, 1, 2])).toBe(2)
  })
})

describe('growth', () => {
  it('is what goes on round after round', () => {
    expect(heapOf(many(30, (round) => 10 + round * 2 * BOUNDS.heapMB))).toMatchObject({ grows: true })
    expect(heapOf(many(30, (round) => 10 + (round % 3)))).toMatchObject({ grows: false, slope: 0 })
  })

  it('is not what fills up at the beginning', () => {
    expect(heapOf(many(30, (round) => (round < WARM_UP ? 10 * round : 40)))).toMatchObject({ first: 40, last: 40, grows: false })
  })

  it('is not judged by a few rounds, and what was not measured is not told', () => {
    expect(heapOf(many(ENOUGH - 1, (round) => 10 * round))).toMatchObject({ grows: false })
    expect(heapOf(many(ENOUGH, (round) => 10 * round))).toMatchObject({ grows: true })
    expect(verdictsOf([sample(1, null)]).map(({ figure }) => figure)).not.toContain('memoryMB')
  })
})
