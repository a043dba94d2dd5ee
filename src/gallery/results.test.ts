import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { EngineStatus, Engine, Page, PageCursor } from '../engine/engine'
import type { Pair } from '../pair/pair'
import { EMPTY_QUERY, setOfKeys, withFilter, type Query } from '../query/query'
import { ResultList } from './results'

/** An engine over a list of keys that a test lets grow. Similarity of key k is k / 1000. */
class FakeEngine {
  keys: number[] = []
  readonly pages: (PageCursor | null)[] = []
  headKeys: number[] = []
  private listener: (status: EngineStatus) => void = () => undefined
  private revision = 0
  private reorders = 0

  grow(keys: number[], reordered = false): void {
    this.keys.push(...keys)
    this.revision += 1
    if (reordered) this.reorders += 1
    this.listener({ revision: this.revision, reorders: this.reorders } as EngineStatus)
  }

  readonly engine = {
    subscribe: (listener: (status: EngineStatus) => void) => {
      this.listener = listener
      listener({ revision: this.revision, reorders: this.reorders } as EngineStatus)
      return () => undefined
    },
    scanning: { head: () => Promise.resolve(this.headKeys.map((key) => ({ key, width: 3, height: 2 }) as Pair)) },
    page: (query: Query, after: PageCursor | null, limit: number): Promise<Page> => {
      this.pages.push(after)
      const down = query.sort === 'similarity-descending'
      const sorted = [...this.keys].sort((a, b) => (down ? b - a : a - b))
      const rest = after ? sorted.filter((key) => (down ? key < after.key : key > after.key)) : sorted
      const keys = Float64Array.from(rest.slice(0, limit))
      const last = keys.at(-1)
      const next = rest.length > limit && last !== undefined ? { key: last, similarity: last / 1000 } : null
      return Promise.resolve({ keys, aspects: new Float32Array(keys.length).fill(1), next, revision: this.revision })
    },
  } as unknown as Engine
}

const shown = (list: ResultList) => Array.from({ length: list.count }, (_, i) => list.keyAt(i))
const SORTED: Query = { ...EMPTY_QUERY, sort: 'similarity-descending' }
const passing = async () => await vi.advanceTimersByTimeAsync(1000)

describe('the list of results', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('shows the head before the scan, then goes on after it', async () => {
    const fake = new FakeEngine()
    fake.headKeys = [0, 1, 2]
    const list = new ResultList(fake.engine, EMPTY_QUERY)
    const stop = list.start()
    await vi.advanceTimersByTimeAsync(0)
    expect(shown(list)).toEqual([0, 1, 2])
    fake.grow([0, 1, 2, 3, 4])
    await passing()
    expect(shown(list)).toEqual([0, 1, 2, 3, 4])
    expect(list.aspectAt(0)).toBe(1.5)
    stop()
  })

  it.each<[string, Query]>([
    ['filters', withFilter(EMPTY_QUERY, { kind: 'nsfw', classes: [0] })],
    ['is restricted to a set of pairs', { ...EMPTY_QUERY, within: setOfKeys(Float64Array.of(7, 9)) }],
  ])('asks for no head when the query %s', async (_, query) => {
    const fake = new FakeEngine()
    fake.headKeys = [0, 1]
    const list = new ResultList(fake.engine, query)
    const stop = list.start()
    await passing()
    expect(list.count).toBe(0)
    expect(list.status).toBe('ready')
    stop()
  })

  it('pulls every page, once each', async () => {
    const fake = new FakeEngine()
    fake.grow(Array.from({ length: 50_000 }, (_, i) => i))
    const list = new ResultList(fake.engine, EMPTY_QUERY)
    const stop = list.start()
    await passing()
    expect(list.count).toBe(50_000)
    expect(list.keyAt(49_999)).toBe(49_999)
    expect(list.indexOf(31_234)).toBe(31_234)
    expect(fake.pages.map((cursor) => cursor?.key ?? null)).toEqual([null, 299, 20_299])
    stop()
  })

  it('in dataset order, appends what arrives', async () => {
    const fake = new FakeEngine()
    fake.grow([1, 2])
    const list = new ResultList(fake.engine, EMPTY_QUERY)
    const stop = list.start()
    await passing()
    fake.grow([3])
    await passing()
    expect(shown(list)).toEqual([1, 2, 3])
    expect(list.generation).toBe(1)
    stop()
  })

  it('starts anew when rows arrive before those shown', async () => {
    const fake = new FakeEngine()
    fake.grow([10, 11])
    const list = new ResultList(fake.engine, EMPTY_QUERY)
    const stop = list.start()
    await passing()
    fake.grow([5], true)
    await passing()
    expect(shown(list)).toEqual([5, 10, 11])
    stop()
  })

  it('sorted, reloads by itself at the top and otherwise says that it is stale', async () => {
    const fake = new FakeEngine()
    fake.grow([10, 20])
    const list = new ResultList(fake.engine, SORTED)
    const stop = list.start()
    await passing()
    fake.grow([30])
    await passing()
    expect(shown(list)).toEqual([30, 20, 10])
    list.setAtTop(false)
    fake.grow([40])
    await passing()
    expect(shown(list)).toEqual([30, 20, 10])
    expect(list.stale).toBe(true)
    list.refresh()
    await passing()
    expect(shown(list)).toEqual([40, 30, 20, 10])
    expect([list.stale, list.indexOf(20)]).toEqual([false, 2])
    stop()
  })

  it('says when the engine fails', async () => {
    const fake = new FakeEngine()
    const engine = { ...fake.engine, page: () => Promise.reject(new Error('no memory')) } as Engine
    const list = new ResultList(engine, EMPTY_QUERY)
    const stop = list.start()
    await passing()
    expect(list.status).toBe('error')
    stop()
  })
})
