import { describe, expect, it } from 'vitest'
import type { ShardStatus } from './scanning'
import { ScanCosts } from './scan-cost'

const shard = (more: Partial<ShardStatus> = {}): ShardStatus => ({
  name: 'a.parquet',
  state: 'waiting',
  rows: null,
  rowsScanned: 0,
  changes: 0,
  noRoom: false,
  mark: null,
  problem: null,
  shareFound: 1,
  junkRows: 0,
  ...more,
})
const COST = { rows: 100, opening: { bytes: 10, requests: 2 }, columns: { bytes: 1000, requests: 4 }, growth: null }

describe('the cost of the scan', () => {
  it('is unknown before any footer is read', () => {
    expect(new ScanCosts().left([shard(), shard()])).toBeNull()
  })

  it('is what the rest of the open shards takes', () => {
    const costs = new ScanCosts()
    costs.note(0, COST)
    expect(costs.left([shard({ rows: 100, rowsScanned: 25, state: 'reading' })])).toEqual({ bytes: 750, requests: 3, atLeast: false })
    expect(costs.left([shard({ rows: 100, rowsScanned: 100, state: 'done' })])).toBeNull()
  })

  it('is extrapolated to every other shard, by its rows where they are known', () => {
    const costs = new ScanCosts()
    costs.note(0, COST)
    costs.note(1, { ...COST, rows: 300, columns: { bytes: 3000, requests: 6 } })
    const done = [shard({ rows: 100, state: 'done' }), shard({ rows: 300, state: 'done' })]
    expect(costs.left([...done, shard()])).toEqual({ bytes: 10 + 2000, requests: 2 + 5, atLeast: false })
    expect(costs.left([...done, shard({ rows: 50 })])).toEqual({ bytes: 10 + 500, requests: 2 + 5, atLeast: false })
  })

  it('is what a shard says itself that finds its rows little by little', () => {
    const costs = new ScanCosts()
    const growth = { left: { bytes: 600, requests: 2 } }
    costs.note(0, { ...COST, growth })
    expect(costs.left([shard({ name: 'a.csv', rows: 100, rowsScanned: 100, shareFound: 0.5, state: 'reading' })])).toEqual({
      bytes: 600,
      requests: 2,
      atLeast: false,
    })
    growth.left = { bytes: 0, requests: 0 }
    expect(costs.left([shard({ name: 'a.csv', rows: 300, rowsScanned: 200, state: 'reading' })])).toBeNull()
  })

  it('leaves out shards that failed, and says “at least” where there are tars', () => {
    const costs = new ScanCosts()
    costs.note(0, COST)
    const rest = [shard({ state: 'failed' }), shard({ name: 'b.tar' })]
    expect(costs.left([shard({ rows: 100 }), ...rest])).toEqual({ bytes: 1000, requests: 4, atLeast: true })
  })
})
