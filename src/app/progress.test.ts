import { describe, expect, it } from 'vitest'
import type { EngineStatus, Facets } from '../engine/engine'
import type { ScanStatus, ShardStatus } from '../engine/scanning/scanning'
import { EMPTY_QUERY, withFilter } from '../query/query'
import {
  changedSentence,
  changesOf,
  costSentence,
  failedSentence,
  failedShards,
  hasFailed,
  largerBudgets,
  matchingSentence,
  rankedSoFarSentence,
  readingSentence,
  saysNothingPasses,
  scannedSentence,
  scannedShare,
  shardSentence,
  stopSentence,
  trafficSentence,
  untriedShards,
  waitingSentence,
} from './progress'

const shard: ShardStatus = {
  name: 'a',
  state: 'done',
  rows: 10,
  rowsScanned: 10,
  changes: 0,
  noRoom: false,
  mark: null,
  problem: null,
  shareFound: 1,
  junkRows: 0,
}
const status: EngineStatus & ScanStatus = {
  more: 'coming',
  phase: 'scanning',
  shards: [shard],
  hostWait: null,
  waits: [],
  arriving: null,
  stops: [],
  rowsScanned: 2_100_000,
  rowsTotal: 13_000_000,
  rowsKnown: true,
  bytesFetched: 41_000_000,
  requests: 12,
  costLeft: null,
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
    expect(scannedSentence(status, status)).toBe('Scanned 2,100,000 of 13,000,000 rows')
    expect(scannedSentence({ ...status, rowsKnown: false }, null)).toBe('Scanned 2,100,000 of at least 13,000,000 rows')
    expect(scannedSentence({ ...status, more: 'none' }, status)).toBe('')
    expect(trafficSentence(status)).toBe('41.0 MB, 12 requests')
    expect(matchingSentence(1234, 7012)).toBe('1,234 of 7,012 pairs')
    expect(matchingSentence(7012, 7012)).toBe('7,012 pairs')
    expect(costSentence({ bytes: 3.2e9, requests: 1200, atLeast: false })).toBe(
      'Still to fetch for counts and filters over every row: about 3.20 GB in 1,200 requests.',
    )
    expect(costSentence({ bytes: 1e6, requests: 1, atLeast: true })).toContain('at least 1.00 MB in 1 request.')
    expect(largerBudgets(512)).toEqual([1024, 2048])
  })

  it('say that a host is left alone, and whether it asked for that', () => {
    const hostWait = { host: 'data.test', seconds: 20, asked: true }
    expect(waitingSentence({ ...status, hostWait })).toBe('data.test asks us to wait 20 s')
    expect(waitingSentence({ ...status, hostWait: { ...hostWait, asked: false } })).toBe('data.test turns requests away: waiting 20 s')
    expect(waitingSentence(status)).toBe('')
  })
})

describe('what the scan waits for', () => {
  const wait = { shard: 1, host: 'slow.test', seconds: 12 }
  const two = { ...status, shards: [shard, { ...shard, name: 'b.parquet' }] }

  it('is named with its host, or counted where there are several', () => {
    expect(waitingSentence({ ...two, waits: [wait] })).toBe('Waiting for b.parquet: slow.test has not answered for 12 s')
    expect(waitingSentence({ ...two, waits: [wait, { ...wait, shard: 0, host: 'x' }] })).toBe(
      'Waiting for 2 shards: slow.test has not answered for 12 s',
    )
    expect(waitingSentence({ ...status, waits: [{ ...wait, shard: 0 }] })).toBe('Waiting: slow.test has not answered for 12 s')
    expect(waitingSentence({ ...two, waits: [{ ...wait, host: null }] })).toBe('Waiting for b.parquet: it has not answered for 12 s')
  })

  it('has the end of a long name, which tells it from others', () => {
    const name = `${'x'.repeat(60)}-00017.parquet`
    const sentence = waitingSentence({ ...two, shards: [shard, { ...shard, name }], waits: [wait] })
    expect(sentence).toMatch(/^Waiting for …x{25}-00017\.parquet: /)
  })

  it('may drip: then it is told how far it has come', () => {
    expect(waitingSentence({ ...two, arriving: { shard: 1, bytes: 2e6, of: 8e6 } })).toBe('Reading b.parquet: 2.00 MB of 8.00 MB')
    expect(waitingSentence({ ...two, arriving: { shard: 1, bytes: 2e6, of: null } })).toBe('Opening b.parquet: 2.00 MB so far')
    // A host that says nothing is told of first, and one that asks for time before all.
    expect(waitingSentence({ ...two, waits: [wait], arriving: { shard: 0, bytes: 1, of: 2 } })).toMatch(/^Waiting for b/)
    const hostWait = { host: 'busy.test', seconds: 3, asked: true }
    expect(waitingSentence({ ...two, hostWait, waits: [wait] })).toBe('busy.test asks us to wait 3 s')
  })
})

describe('a host that is asked no more', () => {
  it('is told with what is left', () => {
    const stop = { host: 'gone.test', untried: 1480 }
    expect(stopSentence(stop)).toBe(
      'Too many shards of gone.test in a row could not be read, so it is not asked any more: 1,480 were not tried.',
    )
    expect(stopSentence({ ...stop, untried: 1 })).toContain('any more: 1 was not tried.')
    expect(untriedShards({ ...status, stops: [stop, { ...stop, host: 'b', untried: 20 }] })).toBe(1500)
    expect(failedSentence(20, 1500, 1480)).toBe('20 of 1,500 shards could not be read; 1,480 were not tried.')
    expect(failedSentence(20, 21, 1)).toContain('; 1 was not tried.')
  })

  it('is a failure of the dataset where nothing was read of it', () => {
    const waiting: ShardStatus = { ...shard, state: 'waiting', rowsScanned: 0 }
    expect(hasFailed({ ...status, phase: 'many-failures', shards: [waiting] })).toBe(true)
    expect(hasFailed({ ...status, phase: 'many-failures', shards: [waiting, shard] })).toBe(false)
    expect(hasFailed({ ...status, phase: 'scanning', shards: [waiting] })).toBe(false)
  })
})

describe('shards whose files changed', () => {
  const changed: ShardStatus = { ...shard, name: 'b', changes: 1 }
  const reading: ShardStatus = { ...changed, state: 'reading' }

  it('are told, and whether they are read anew yet', () => {
    expect(changedSentence(status)).toBe('')
    expect(changedSentence({ ...status, shards: [shard, reading] })).toBe('b changed on its host while it was read. It is read anew.')
    expect(changedSentence({ ...status, shards: [shard, changed] })).toBe(
      'b changed on its host while it was read. It was read anew; nothing of the old rows is left.',
    )
    expect(changedSentence({ ...status, shards: [changed, changed] })).toBe(
      '2 shards changed on their host while they were read. They were read anew; nothing of the old rows is left.',
    )
    expect(changedSentence({ ...status, shards: [changed, reading] })).toContain('They are read anew.')
    expect(changesOf({ ...status, shards: [shard, changed, { ...changed, changes: 2 }] })).toBe(3)
  })

  it('are not told again where it is told why they could not be read', () => {
    expect(changedSentence({ ...status, shards: [shard, { ...changed, state: 'failed', changes: 3 }] })).toBe('')
  })
})

describe('the sentence of a shard', () => {
  it('says that there is no room for it, as long as it has not failed', () => {
    const large: ShardStatus = { ...shard, state: 'waiting', rows: 5_000_000, rowsScanned: 0, noRoom: true }
    expect(shardSentence(large)).toBe('5,000,000 rows: more than the memory set aside holds')
    expect(shardSentence({ ...large, state: 'partial', rowsScanned: 4_999_999 })).toBe('1 row: more than the memory set aside holds')
    expect(shardSentence({ ...large, state: 'failed' })).toBe('could not be read')
  })
})

describe('a search with filters while the scan is held', () => {
  const query = withFilter({ ...EMPTY_QUERY, search: { chips: [], by: 'image', minScore: null } }, { kind: 'nsfw', classes: [0] })
  const held: EngineStatus = { ...status, more: 'held', rowsScanned: 1200, rowsTotal: 5000 }

  it('says over how many rows it looks', () => {
    expect(rankedSoFarSentence(query, held)).toBe(
      'Your filters are known for 1,200 of 5,000 rows: the search looks among these, and takes in the others when the scan goes on.',
    )
    expect(rankedSoFarSentence(query, { ...held, rowsKnown: false })).toContain('1,200 of at least 5,000 rows')
  })

  it('says nothing where all rows are ranked, or come by themselves', () => {
    expect(rankedSoFarSentence(query, status)).toBe('')
    expect(rankedSoFarSentence({ ...query, filters: [] }, held)).toBe('')
    expect(rankedSoFarSentence({ ...query, search: null }, held)).toBe('')
  })
})

describe('shards that failed', () => {
  it('are told beside the pairs that are shown', () => {
    expect(failedSentence(16, 300)).toBe('16 of 300 shards could not be read; the others go on.')
    expect(failedSentence(1, 1)).toBe('The shard could not be read to its end; what was read is shown.')
  })
})

describe('the share that is scanned', () => {
  it('is of all shards, also of those whose rows are not known yet', () => {
    const waiting: ShardStatus = { ...shard, state: 'waiting', rows: null, rowsScanned: 0 }
    expect(scannedShare({ ...status, shards: [shard, waiting, waiting, waiting] })).toBe(0.25)
    expect(scannedShare({ ...status, shards: [{ ...shard, state: 'reading', shareFound: 0.2 }] })).toBeCloseTo(0.2)
    expect(scannedShare({ ...status, shards: [waiting] })).toBe(0)
    expect(scannedShare({ ...status, shards: [shard] })).toBe(1)
  })
})

describe('a filter by what is still being read', () => {
  const query = withFilter(EMPTY_QUERY, { kind: 'range', column: 'aesthetic', min: 5, max: null, missing: false })
  const complete: EngineStatus & ScanStatus = { ...status, phase: 'complete', more: 'none' }
  const reading: EngineStatus & ScanStatus = { ...complete, columnReads: [{ path: 'aesthetic', rowsRead: 0, rowsTotal: 200 }] }
  const facets: Facets = {
    rowsScanned: 0,
    revision: 1,
    matching: 0,
    nsfw: [0, 0, 0, 0],
    licences: new Map(),
    similarity: { bins: [], missing: 0 },
    unknownSize: 0,
  }

  it('says how far that is', () => {
    expect(readingSentence(query, { ...reading, columnReads: [{ path: 'aesthetic', rowsRead: 50, rowsTotal: 200 }] })).toBe(
      'Read 25% of “aesthetic”',
    )
    expect(readingSentence(EMPTY_QUERY, reading)).toBe('')
    expect(
      readingSentence(withFilter(EMPTY_QUERY, { kind: 'caption', contains: 'x' }), {
        ...complete,
        captionScan: { rowsScanned: 1, rowsTotal: 3 },
      }),
    ).toBe('Read 33% of the captions')
  })

  it('does not say that nothing passes before anything is read, nor by counts that are older', () => {
    expect(saysNothingPasses(query, facets, reading, reading)).toBe(false)
    expect(saysNothingPasses(query, { ...facets, revision: 0 }, complete, complete)).toBe(false)
    expect(saysNothingPasses(query, facets, complete, complete)).toBe(true)
    expect(saysNothingPasses(query, { ...facets, rowsScanned: 9 }, reading, reading)).toBe(true)
    expect(saysNothingPasses(query, { ...facets, matching: 1 }, complete, complete)).toBe(false)
  })
})

describe('failure', () => {
  const failed: ShardStatus = { ...shard, state: 'failed', rowsScanned: 0, problem: { code: 'not-found', where: 'a' } }
  it('is of the dataset only when no shard gave a row', () => {
    expect(hasFailed({ ...status, shards: [failed, failed] })).toBe(true)
    expect(hasFailed({ ...status, shards: [failed, shard] })).toBe(false)
    expect(hasFailed({ ...status, shards: [{ ...failed, rowsScanned: 5 }] })).toBe(false)
    expect(failedShards({ ...status, shards: [shard, failed] })).toEqual([1])
  })
})
