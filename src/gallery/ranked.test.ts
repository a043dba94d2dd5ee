import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Ranked, Ranking, RankStatus } from '../engine/ranking'
import { RankedList } from './ranked'

/** A ranking whose best pairs a test says. */
class FakeRanking implements Pick<Ranking, 'status' | 'subscribe' | 'best'> {
  private revision = 0
  private ranked: Ranked = { keys: new Float64Array(), scores: new Float64Array(), revision: 0 }
  private phase: RankStatus['phase'] = 'ranking'
  private readonly listeners = new Set<(status: RankStatus) => void>()

  set(pairs: readonly (readonly [key: number, score: number])[], phase: RankStatus['phase'] = 'ranking'): void {
    this.revision += 1
    this.phase = phase
    this.ranked = {
      keys: Float64Array.from(pairs, ([key]) => key),
      scores: Float64Array.from(pairs, ([, score]) => score),
      revision: this.revision,
    }
    for (const listener of this.listeners) listener(this.status())
  }

  status(): RankStatus {
    return { phase: this.phase, revision: this.revision } as RankStatus
  }

  subscribe(listener: (status: RankStatus) => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  best(): Promise<Ranked> {
    return Promise.resolve(this.ranked)
  }
}

const engine = { aspects: (keys: readonly number[]) => Promise.resolve(Float32Array.from(keys, (key) => key / 10)) }
let ranking: FakeRanking
let list: RankedList
let stop: () => void
beforeEach(() => {
  vi.useFakeTimers()
  ranking = new FakeRanking()
  list = new RankedList(engine, ranking as unknown as Ranking)
  stop = list.start()
})
afterEach(() => {
  stop()
  vi.useRealTimers()
})

const soon = () => vi.advanceTimersByTimeAsync(1000)
const keys = () => Array.from({ length: list.count }, (_, index) => list.keyAt(index))

describe('ranked pairs', () => {
  it('are taken over as the ranking goes on, with their scores and shapes', async () => {
    await soon()
    expect([list.status, list.count]).toEqual(['loading', 0])
    ranking.set([
      [20, 0.9],
      [5, 0.5],
    ])
    await soon()
    expect(keys()).toEqual([20, 5])
    expect([list.status, list.scoreAt(1), list.aspectAt(0), list.indexOf(5), list.indexOf(7)]).toEqual(['ready', 0.5, 2, 1, -1])
    const { generation } = list
    ranking.set(
      [
        [7, 0.95],
        [20, 0.9],
        [5, 0.5],
      ],
      'done',
    )
    await soon()
    expect(keys()).toEqual([7, 20, 5])
    expect(list.generation).toBeGreaterThan(generation)
  })

  it('stay as they are while the person is further down, until asked for', async () => {
    ranking.set([[20, 0.9]])
    await soon()
    list.setAtTop(false)
    ranking.set([
      [7, 0.95],
      [20, 0.9],
    ])
    await soon()
    expect([keys(), list.stale]).toEqual([[20], true])
    list.refresh()
    await soon()
    expect([keys(), list.stale]).toEqual([[7, 20], false])
  })

  it('end at the threshold', async () => {
    ranking.set(
      [
        [1, 0.9],
        [2, 0.5],
        [3, 0.25],
        [4, 0.1],
      ],
      'done',
    )
    await soon()
    list.setMinScore(0.25)
    expect(keys()).toEqual([1, 2, 3])
    expect([list.keyAt(3), list.indexOf(4)]).toEqual([undefined, -1])
    list.setMinScore(null)
    expect(keys()).toEqual([1, 2, 3, 4])
  })

  it('may be none', async () => {
    ranking.set([], 'done')
    await soon()
    expect([list.status, list.count]).toEqual(['ready', 0])
  })
})
