import { beforeEach, describe, expect, it } from 'vitest'
import { ProblemError, type Problem } from '../../dataset/problem'
import { pairKey } from '../../engine/scanning/key'
import type { RankBy } from '../../query/search'
import type { Kernel } from '../kernel/kernel'
import type { Side } from '../vectors/vector-set'
import type { Rough } from './candidates'
import { RankJob } from './job'
import type { RankSource } from './source'
import type { Passing } from '../../engine/ranking'
import type { Unit } from './units'

const WIDTH = 2

/** Vectors of two small integers, as themselves in place of float16. */
function fakeKernel(): Kernel {
  let query = new Float32Array(WIDTH)
  const cosine = (halves: ArrayLike<number>, row: number) => {
    const x = (halves[row * WIDTH] ?? 0) - 100
    const y = (halves[row * WIDTH + 1] ?? 0) - 100
    return ((query[0] ?? 0) * x + (query[1] ?? 0) * y) / (Math.hypot(x, y) * Math.hypot(...query)) // 0 / 0 for a row without a vector
  }
  return {
    width: WIDTH,
    queryError: 0,
    setQuery: (vector) => (query = vector as Float32Array<ArrayBuffer>),
    scoreHalves(halves, rows, out) {
      for (let row = 0; row < rows; row++) out[row] = cosine(halves, row)
    },
    exactHalves: cosine,
    quantise: () => {
      throw new Error('not here')
    },
    scoreInt8: () => {
      throw new Error('not here')
    },
  }
}

const vectors = (...rows: readonly (readonly [number, number])[]) => Uint16Array.from(rows.flat(), (value) => value + 100)

interface FakeShard {
  readonly blocks: readonly Uint16Array[]
  readonly text?: readonly Uint16Array[]
  readonly from?: Unit['from']
  readonly problem?: Problem
  /** Blocks that cannot be read. */
  readonly broken?: boolean
}

/** Each block costs 100 bytes when remote. */
class FakeSource implements RankSource {
  readonly width = WIDTH
  readonly scorer = 'wasm'
  bytesFetched = 0
  requests = 0
  readonly reads: string[] = []
  rowsLost = false
  /** Resolves reads one by one when set. */
  hold: (() => Promise<void>) | null = null

  constructor(readonly shards: readonly FakeShard[]) {}

  get shardNames(): string[] {
    return this.shards.map((_, index) => `vectors-${index}`)
  }

  plan(sides: readonly Side[], fail: (shard: number, problem: Problem) => void): Promise<Unit[]> {
    return Promise.resolve(
      this.shards.flatMap((shard, index) => {
        if (shard.problem) fail(index, shard.problem)
        if (shard.problem) return []
        const from = shard.from ?? 'remote'
        let firstRow = 0
        return shard.blocks.map((block, i): Unit => {
          const rows = block.length / WIDTH
          firstRow += rows
          return {
            shard: index,
            block: i,
            firstRow: firstRow - rows,
            rows,
            from,
            bytes: from === 'remote' ? 100 * sides.length : 0,
            requests: from === 'remote' ? 1 : 0,
          }
        })
      }),
    )
  }

  async read(unit: Unit, side: Side): Promise<Uint16Array> {
    this.reads.push(`${unit.shard}/${unit.block}`)
    await this.hold?.()
    if (this.shards[unit.shard]?.broken) throw new ProblemError({ code: 'truncated', where: 'x' })
    this.bytesFetched += 100
    return this.halves(unit, side)
  }

  readRows(unit: Unit, side: Side, rows: Uint32Array): Promise<Uint16Array | null> {
    const halves = this.halves(unit, side)
    return Promise.resolve(
      this.rowsLost ? null : Uint16Array.from([...rows].flatMap((row) => [...halves.subarray(row * WIDTH, (row + 1) * WIDTH)])),
    )
  }

  roughScores(unit: Unit, side: Side, vector: Float32Array): Promise<Rough | null> {
    const kernel = fakeKernel()
    kernel.setQuery(vector)
    const scores = new Float32Array(unit.rows)
    kernel.scoreHalves(this.halves(unit, side), unit.rows, scores)
    // Rough: off by a little, so that only a second look puts them in order.
    return Promise.resolve({ scores: scores.map((score, row) => score + (row % 2 ? 0.003 : -0.003)), errors: scores.map(() => 0.004) })
  }

  pairOf(shard: number): Promise<(row: number) => number> {
    return Promise.resolve((row) => pairKey(shard, row))
  }

  private halves(unit: Unit, side: Side): Uint16Array {
    const shard = this.shards[unit.shard]
    return (side === 'text' ? shard?.text : shard?.blocks)?.[unit.block] ?? new Uint16Array()
  }
}

const NORTH = Float32Array.of(0, 1)
let job: RankJob

function start(
  source: FakeSource,
  options: { readonly passing?: Passing; readonly budget?: number; readonly by?: RankBy } = {},
): Promise<void> {
  job = new RankJob(
    source,
    fakeKernel(),
    { vector: NORTH, by: options.by ?? 'image' },
    options.passing ?? null,
    options.budget ?? Infinity,
    () => undefined,
  )
  return job.run()
}

const ranked = () => [...job.best().keys]
const until = async (condition: () => boolean) => {
  for (let i = 0; i < 200 && !condition(); i++) await new Promise((resolve) => setTimeout(resolve, 1))
  expect(condition()).toBe(true)
}

describe('a ranking', () => {
  let two: FakeSource
  beforeEach(() => {
    two = new FakeSource([{ blocks: [vectors([1, 0], [0, 1]), vectors([0, -1])] }, { blocks: [vectors([1, 1], [0, 2], [0, 0])] }])
  })

  it('puts the pairs in the order of their cosines, ties in dataset order, rows without a vector left out', async () => {
    await start(two)
    expect(ranked()).toEqual([pairKey(0, 1), pairKey(1, 1), pairKey(1, 0), pairKey(0, 0), pairKey(0, 2)])
    expect([...job.best().scores].map((score) => Math.round(score * 100) / 100)).toEqual([1, 1, 0.71, 0, -1])
    expect(job.status()).toMatchObject({
      phase: 'done',
      shardsDone: 2,
      shardsTotal: 2,
      rowsRanked: 6,
      rowsTotal: 6,
      matching: 5,
      approximate: false,
    })
    expect(job.status().histogram.reduce((sum, count) => sum + count)).toBe(5)
    expect(job.status().histogram.at(-1)).toBe(2)
  })

  it('is of the pairs that pass the filters alone', async () => {
    const masks: Uint8Array<ArrayBuffer>[] = [Uint8Array.of(0b101), Uint8Array.of(0b001)]
    await start(two, { passing: (shard) => Promise.resolve(masks[shard] ?? new Uint8Array()) })
    expect(ranked()).toEqual([pairKey(1, 0), pairKey(0, 0), pairKey(0, 2)])
    expect(job.status().matching).toBe(3)
  })

  it('by both compares the mean of the two cosines', async () => {
    await start(new FakeSource([{ blocks: [vectors([0, 1], [1, 1])], text: [vectors([1, 0], [1, 1])] }]), { by: 'both' })
    expect(ranked()).toEqual([pairKey(0, 1), pairKey(0, 0)])
    expect(job.best().scores[1]).toBeCloseTo(0.5)
  })

  it('asks before it fetches more than the budget, and fetches nothing until it is told to', async () => {
    const done = start(two, { budget: 299 })
    await until(() => job.status().phase === 'asking')
    expect(job.status().cost).toEqual({ bytes: 300, requests: 3, keptBytes: 0 })
    expect(two.reads).toEqual([])
    job.tell({ kind: 'start', limitBytes: null })
    await done
    expect(job.status().phase).toBe('done')
  })

  it('ranks what is kept before it asks for the rest', async () => {
    const source = new FakeSource([{ blocks: [vectors([0, 1])] }, { blocks: [vectors([1, 1])], from: 'kept' }])
    void start(source, { budget: 0 })
    await until(() => job.status().phase === 'asking')
    await until(() => ranked().length === 1)
    expect(ranked()).toEqual([pairKey(1, 0)])
    job.dispose()
  })

  it('stops at the bytes agreed to, and goes on when more are', async () => {
    const done = start(two, { budget: 0 })
    await until(() => job.status().phase === 'asking')
    job.tell({ kind: 'start', limitBytes: 200 })
    await until(() => job.status().phase === 'stopped' && job.status().rowsRanked === 3)
    expect(two.reads).toEqual(['0/0', '0/1'])
    expect(ranked()).toEqual([pairKey(0, 1), pairKey(0, 0), pairKey(0, 2)])
    job.tell({ kind: 'start', limitBytes: null })
    await done
    expect(ranked()).toHaveLength(5)
  })

  it('pauses, resumes and can be ended with what it has', async () => {
    const gates: (() => void)[] = []
    two.hold = () => new Promise((resolve) => gates.push(resolve))
    void start(two)
    await until(() => gates.length === 3)
    job.tell({ kind: 'pause' })
    for (const open of gates) open()
    await new Promise((resolve) => setTimeout(resolve, 5))
    expect(job.status()).toMatchObject({ phase: 'paused', rowsRanked: 0 })
    job.tell({ kind: 'resume' })
    await until(() => job.status().phase === 'done')
    expect(ranked()).toHaveLength(5)

    const later: (() => void)[] = []
    two.hold = () => new Promise((resolve) => later.push(resolve))
    void start(two)
    await until(() => later.length === 3)
    later[0]?.()
    await until(() => job.status().rowsRanked === 2)
    job.tell({ kind: 'stop' })
    expect(job.status().phase).toBe('stopped')
    expect(ranked()).toEqual([pairKey(0, 1), pairKey(0, 0)])
    job.dispose()
  })

  it('tells which shards it could not rank, and ranks the others', async () => {
    await start(
      new FakeSource([
        { blocks: [], problem: { code: 'vectors', where: 'a', detail: '7 rows for 8' } },
        { blocks: [vectors([0, 1])], broken: true },
        { blocks: [vectors([1, 1])] },
      ]),
    )
    expect(job.status()).toMatchObject({
      phase: 'done',
      shardsTotal: 3,
      shardsDone: 1,
      failures: [
        { shard: 'vectors-0', problem: { code: 'vectors', where: 'a', detail: '7 rows for 8' } },
        { shard: 'vectors-1', problem: { code: 'truncated' } },
      ],
    })
    expect(ranked()).toEqual([pairKey(2, 0)])
    await start(new FakeSource([{ blocks: [vectors([0, 1])], broken: true }]))
    expect(job.status().phase).toBe('failed')
  })

  it('weighs copies in memory first and orders the best by the kept vectors', async () => {
    const close = vectors([1, 500], [2, 900], [1, 600], [-1, 0])
    const source = new FakeSource([
      { blocks: [close], from: 'memory' },
      { blocks: [vectors([1, 1])], from: 'memory' },
    ])
    await start(source)
    expect(source.reads).toEqual([])
    expect(ranked()).toEqual([pairKey(0, 2), pairKey(0, 0), pairKey(0, 1), pairKey(1, 0), pairKey(0, 3)])
    expect(job.status()).toMatchObject({ phase: 'done', approximate: true, rowsRanked: 5, bytesFetched: 0, requests: 0 })

    source.rowsLost = true
    await start(source)
    expect(source.reads).toEqual(['0/0', '1/0'])
    expect(ranked()).toHaveLength(5)
    expect(job.status()).toMatchObject({ rowsRanked: 5, matching: 5 })
  })
})
