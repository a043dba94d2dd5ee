import { describe, expect, it } from 'vitest'
import type { DatasetStatus, ShardStatus } from '../engine/engine'
import { failedShards, hasFailed, largerBudgets, matchingSentence, scannedSentence, trafficSentence } from './progress'

const shard: ShardStatus = { name: 'a', state: 'done', rows: 10, rowsScanned: 10, problem: null, growing: false, junkRows: 0 }
const status: DatasetStatus = {
  phase: 'scanning',
  shards: [shard],
  rowsScanned: 2_100_000,
  rowsTotal: 13_000_000,
  rowsKnown: true,
  bytesFetched: 41_000_000,
  requests: 12,
  tableBytes: 0,
  budgetBytes: 512,
  revision: 1,
  reorders: 0,
  roles: [],
  captionScan: null,
  columns: [],
  columnReads: [],
}

describe('sentences about the scan', () => {
  it('say how much of the whole the counts speak of', () => {
    expect(scannedSentence(status)).toBe('Scanned 2,100,000 of 13,000,000 rows')
    expect(scannedSentence({ ...status, rowsKnown: false })).toBe('Scanned 2,100,000 of at least 13,000,000 rows')
    expect(scannedSentence({ ...status, phase: 'complete' })).toBe('')
    expect(trafficSentence(status)).toBe('41.0 MB, 12 requests')
    expect(matchingSentence(1234, 7012)).toBe('1,234 of 7,012 pairs')
    expect(matchingSentence(7012, 7012)).toBe('7,012 pairs')
    expect(largerBudgets(512)).toEqual([1024, 2048])
  })
})

describe('failure', () => {
  const failed: ShardStatus = { ...shard, state: 'failed', rowsScanned: 0, problem: { code: 'not-found', where: 'a' } }
  it('is of the dataset only when no shard gave a row', () => {
    expect(hasFailed({ ...status, shards: [failed, failed], rowsScanned: 0 })).toBe(true)
    expect(hasFailed({ ...status, shards: [failed, shard] })).toBe(false)
    expect(hasFailed({ ...status, shards: [failed], rowsScanned: 5 })).toBe(false)
    expect(failedShards({ ...status, shards: [shard, failed] })).toEqual([1])
  })
})
