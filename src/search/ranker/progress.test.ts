import { describe, expect, it } from 'vitest'
import { BEGUN, coverageOf, goesOn, isHalted, mayFetch, reduce, type Progress, type RankEvent } from './progress'
import type { Unit } from './units'

const unit = (shard: number, bytes = 100, rows = 10): Unit => ({
  shard,
  block: 0,
  firstRow: 0,
  rows,
  from: bytes > 0 ? 'remote' : 'kept',
  bytes,
  requests: bytes > 0 ? 1 : 0,
})
const UNITS = [unit(0), unit(0), unit(1)]
const COST = { bytes: 300, requests: 3, keptBytes: 0 }
const problem = { code: 'vectors', where: 'x' } as const
const after = (...events: readonly RankEvent[]): Progress => events.reduce(reduce, BEGUN)
const planned = (budgetBytes: number): RankEvent => ({ kind: 'planned', units: UNITS, cost: COST, budgetBytes })
const start = (limitBytes: number | null): RankEvent => ({ kind: 'start', limitBytes })
const fetch = (bytes = 100): RankEvent => ({ kind: 'fetch', unit: unit(0, bytes) })
const ranked = (shard: number): RankEvent => ({ kind: 'ranked', unit: unit(shard) })
const stop: RankEvent = { kind: 'stop' }

describe('consent', () => {
  it('is given by a cost within the budget, and asked for above it', () => {
    expect(after(planned(300), fetch())).toMatchObject({ phase: 'ranking', agreed: true, spentBytes: 100 })
    expect(after(planned(299), fetch())).toMatchObject({ phase: 'asking', agreed: false, spentBytes: 0 })
  })

  it('is not needed for what costs nothing', () => {
    expect(after(planned(0), fetch(0))).toMatchObject({ phase: 'ranking', spentBytes: 0 })
  })

  it('is for so many bytes more than are spent, and ends there', () => {
    const limited = after(planned(0), fetch(), start(150), fetch())
    expect(limited).toMatchObject({ phase: 'ranking', spentBytes: 100, limitBytes: 150 })
    expect(mayFetch(limited, unit(0))).toBe(false)
    const more = [fetch(), start(100), fetch()].reduce(reduce, limited)
    expect(more).toMatchObject({ phase: 'ranking', spentBytes: 200, limitBytes: 200 })
    expect(reduce(more, fetch())).toMatchObject({ phase: 'stopped', halted: false })
    expect([start(null), fetch(), fetch()].reduce(reduce, more)).toMatchObject({ phase: 'ranking', limitBytes: null, spentBytes: 400 })
  })

  it('may come before the plan', () => {
    expect(after(start(null), planned(0), fetch())).toMatchObject({ phase: 'ranking', spentBytes: 100 })
  })
})

describe('the phases', () => {
  it('begin with planning, and end with the last unit', () => {
    expect(goesOn(BEGUN)).toBe(true)
    expect(after(planned(300), ranked(0), ranked(0), ranked(1), { kind: 'ended' })).toMatchObject({ phase: 'done', revision: 3 })
  })

  it('pause while ranking alone, and resume from a pause alone', () => {
    const paused = after(planned(300), { kind: 'pause' })
    expect([paused.phase, goesOn(paused), isHalted(paused)]).toEqual(['paused', false, true])
    expect(reduce(paused, { kind: 'resume' })).toMatchObject({ phase: 'ranking' })
    for (const event of [{ kind: 'pause' }, { kind: 'resume' }] as const) expect(reduce(BEGUN, event)).toBe(BEGUN)
    const asking = after(planned(0), fetch())
    for (const event of [{ kind: 'pause' }, { kind: 'resume' }] as const) expect(reduce(asking, event)).toBe(asking)
  })

  it('stop by the person at once, by the limit after what is on its way', () => {
    expect(isHalted(after(planned(300), stop))).toBe(true)
    expect(isHalted(after(planned(0), start(100), fetch(), fetch()))).toBe(false)
    expect(after(planned(300), stop, start(null))).toMatchObject({ phase: 'ranking', halted: false })
  })

  it('stay stopped over a plan that comes later, and go on from there', () => {
    const stopped = after(stop, planned(300))
    expect(stopped).toMatchObject({ phase: 'stopped', cost: COST, rowsTotal: 30 })
    expect(reduce(stopped, start(null)).phase).toBe('ranking')
    expect(after(stop, start(null)).phase).toBe('planning')
  })

  it('once ended are not stopped', () => {
    for (const ended of [after(planned(300), ranked(0), { kind: 'ended' }), after({ kind: 'failed', problem })])
      expect(reduce(ended, stop)).toBe(ended)
  })

  it('fail where nothing could be ranked', () => {
    const failed: RankEvent = { kind: 'shard-failed', shard: 0, problem }
    expect(after(failed, planned(300), { kind: 'ended' }).phase).toBe('failed')
    expect(after(failed, planned(300), ranked(1), { kind: 'ended' }).phase).toBe('done')
    expect(after({ kind: 'ended' }).phase).toBe('done')
  })
})

describe('coverage', () => {
  it('counts shards that are whole, rows and failures', () => {
    const failed: RankEvent = { kind: 'shard-failed', shard: 2, problem }
    const progress = after(failed, planned(300), ranked(0), ranked(1))
    expect(coverageOf(progress, ['a', 'b', 'c'])).toEqual({
      phase: 'ranking',
      cost: COST,
      shardsDone: 1,
      shardsTotal: 3,
      rowsRanked: 20,
      rowsTotal: 30,
      failures: [{ shard: 'c', problem }],
      revision: 2,
    })
    expect(coverageOf(after({ kind: 'failed', problem }), []).failures).toEqual([{ shard: '', problem }])
  })
})
