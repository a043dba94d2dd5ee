import { describe, expect, it, vi } from 'vitest'
import { ProblemError } from '../../dataset/problem'
import { pairKey, rowOf, shardOf } from '../../engine/scanning/key'
import { countKeys, rangesOf } from '../../pair/key-ranges'
import type { JobPhase } from './job'
import { ExportJob } from './job'
import { batchesOf } from './plan'

/** Three shards of 50 rows. */
const KEYS = rangesOf([0, 1, 2].flatMap((shard) => Array.from({ length: 50 }, (_, row) => pairKey(shard, row))))

class Stage {
  /** Keys in the order written; '|' where the file was ended. */
  readonly file: (number | string)[] = []
  state: 'open' | 'committed' | 'aborted' = 'open'
  /** Most batches that were read and not yet written. */
  mostAhead = 0
  private ahead = 0
  broken = new Set<number>()
  blockedRow = -1
  writeFails: Error | null = null
  /** Holds the file back. */
  gate: Promise<void> = Promise.resolve()
  encoderClosed = false

  readonly job = new ExportJob<Float64Array<ArrayBuffer>>({
    batches: batchesOf(KEYS, 20),
    rows: countKeys(KEYS),
    guard: {
      pass: (keys) => {
        const passed = keys.filter((key) => rowOf(key) !== this.blockedRow)
        return Promise.resolve({ keys: passed, blocked: keys.length - passed.length, unread: 0 })
      },
    },
    read: (keys) => {
      if (this.broken.has(shardOf(keys[0] ?? 0)))
        return Promise.reject(new ProblemError({ code: 'broken-off', where: `shard-${shardOf(keys[0] ?? 0)}` }))
      this.mostAhead = Math.max(this.mostAhead, ++this.ahead)
      return Promise.resolve(keys)
    },
    encoder: {
      write: (keys) => {
        // As to a worker: it is empty here afterwards.
        const given = structuredClone(keys, { transfer: [keys.buffer] })
        this.file.push(...given)
        return Promise.resolve([new Uint8Array(given.length)])
      },
      end: () => Promise.resolve([new Uint8Array(1)]),
      close: () => (this.encoderClosed = true),
    },
    destination: {
      write: async () => {
        await this.gate
        this.ahead--
        if (this.writeFails) throw this.writeFails
      },
      commit: () => {
        this.state = 'committed'
        return Promise.resolve()
      },
      abort: () => {
        this.state = 'aborted'
        return Promise.resolve()
      },
    },
    shardAt: (where) => Number(/\d+$/.exec(where)?.[0] ?? NaN),
    shardName: (shard) => `shard-${shard}`,
  })

  get status() {
    return this.job.status.get()
  }

  until(phase: JobPhase) {
    return vi.waitFor(() => expect(this.status.phase).toBe(phase))
  }
}

describe('an export', () => {
  it('writes every row in order, and commits the file once', async () => {
    const stage = new Stage()
    await stage.job.run()
    expect(stage.file).toEqual(Array.from(batchesOf(KEYS, 1000), (batch) => [...batch]).flat())
    expect(stage.state).toBe('committed')
    expect(stage.status).toMatchObject({ phase: 'done', rows: 150, rowsDone: 150, rowsWritten: 150, bytes: 151, leftOut: [] })
    expect([...stage.job.written]).toEqual([...KEYS])
    expect(stage.encoderClosed).toBe(true)
  })

  it('reads one batch ahead and no further while the file takes its time', async () => {
    const stage = new Stage()
    let open: () => void = () => undefined
    stage.gate = new Promise((resolve) => (open = resolve))
    const ran = stage.job.run()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(stage.mostAhead).toBeLessThanOrEqual(2)
    open()
    await ran
    expect(stage.mostAhead).toBeLessThanOrEqual(3)
  })

  it('counts what the guard blocks and writes none of it', async () => {
    const stage = new Stage()
    stage.blockedRow = 7
    await stage.job.run()
    expect(stage.status).toMatchObject({ rowsDone: 150, rowsWritten: 147, blocked: 3 })
    expect(stage.file.some((key) => rowOf(Number(key)) === 7)).toBe(false)
    expect(countKeys(stage.job.written)).toBe(147)
  })

  it('leaves nothing once it is cancelled, paused or not', async () => {
    const stage = new Stage()
    stage.job.pause()
    const ran = stage.job.run()
    await stage.until('paused')
    stage.job.cancel()
    await ran
    expect(stage.status.phase).toBe('cancelled')
    expect(stage.state).toBe('aborted')
    expect(stage.encoderClosed).toBe(true)
  })

  it('writes nothing while it is paused, then goes on', async () => {
    const stage = new Stage()
    stage.job.pause()
    const ran = stage.job.run()
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(stage.file).toEqual([])
    stage.job.resume()
    await ran
    expect(stage.status).toMatchObject({ phase: 'done', rowsWritten: 150 })
  })

  it('asks about a shard that fails, tries it again, and lacks no row', async () => {
    const stage = new Stage()
    stage.broken.add(1)
    const ran = stage.job.run()
    await stage.until('asking')
    expect(stage.status.problem).toEqual({ code: 'broken-off', where: 'shard-1' })
    stage.broken.clear()
    stage.job.decide('retry')
    await ran
    expect(stage.status).toMatchObject({ phase: 'done', rowsWritten: 150, leftOut: [], problem: null })
  })

  it('leaves a shard out when told to, says how many rows that are, and goes on with the next', async () => {
    const stage = new Stage()
    stage.broken.add(1)
    const ran = stage.job.run()
    await stage.until('asking')
    stage.job.decide('leave-out')
    await ran
    expect(stage.status).toMatchObject({ phase: 'done', rowsDone: 150, rowsWritten: 100 })
    expect(stage.status.leftOut).toMatchObject([{ shard: 'shard-1', rows: 50 }])
    expect(stage.file.some((key) => shardOf(Number(key)) === 1)).toBe(false)
  })

  it('fails as a whole where the file cannot be written, and leaves nothing', async () => {
    const stage = new Stage()
    stage.writeFails = new DOMException('No room', 'QuotaExceededError')
    await stage.job.run()
    expect(stage.status).toMatchObject({ phase: 'failed', problem: { code: 'no-space' } })
    expect(stage.state).toBe('aborted')
  })
})
