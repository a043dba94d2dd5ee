import type { EngineStatus, Facets } from '../engine/engine'
import type { HostStop, ScanCost, ScanStatus, ShardStatus } from '../engine/scanning/scanning'
import { formatBytes, formatCount } from '../pair/format'
import { columnFilterOf, filterOf, passesAll, type Query } from '../query/query'
import { formatPercent, plural } from '../ui/format'

/** `1,234 of 7,012 pairs`: what matches, of what has been scanned. */
export function matchingSentence(matching: number, rowsScanned: number): string {
  return matching === rowsScanned ? plural(rowsScanned, 'pair') : `${formatCount(matching)} of ${plural(rowsScanned, 'pair')}`
}

/** How much of the dataset the counts speak of; '' once that is all of it. */
export function scannedSentence(status: EngineStatus, scan: ScanStatus | null): string {
  if (status.more === 'none') return ''
  const total = `${status.rowsKnown ? '' : 'at least '}${formatCount(status.rowsTotal)} rows`
  return scan?.phase === 'opening' ? 'Opening' : `Scanned ${formatCount(status.rowsScanned)} of ${total}`
}

/** That a search with filters ranks no rows that nobody has filtered yet; '' where it ranks them all, or they come by themselves. */
export function rankedSoFarSentence(query: Query, { more, rowsScanned, rowsTotal, rowsKnown }: EngineStatus): string {
  if (more !== 'held' || !query.search || passesAll(query)) return ''
  return (
    `Your filters are known for ${formatCount(rowsScanned)} of ${rowsKnown ? '' : 'at least '}${plural(rowsTotal, 'row')}: ` +
    'the search looks among these, and takes in the others when the scan goes on.'
  )
}

/** What a filter still has to read of the scanned rows; '' once that is nothing. */
export function readingSentence(query: Query, scan: ScanStatus | null): string {
  if (!scan) return ''
  const { captionScan, columnReads } = scan
  if (captionScan && filterOf(query, 'caption'))
    return `Read ${formatPercent(captionScan.rowsScanned, captionScan.rowsTotal)} of the captions`
  const reading = columnReads.find(({ path }) => columnFilterOf(query, path))
  return reading ? `Read ${formatPercent(reading.rowsRead, reading.rowsTotal)} of “${reading.path}”` : ''
}

/** Whether counts of nothing are more than counts of rows that nobody has read yet. */
export function saysNothingPasses(query: Query, facets: Facets, status: EngineStatus, scan: ScanStatus | null): boolean {
  if (facets.matching > 0) return false
  return facets.rowsScanned > 0 || (status.more === 'none' && readingSentence(query, scan) === '' && facets.revision === status.revision)
}

/** Names of files may be long: their ends tell them apart. */
const LONGEST_NAME = 40

function nameOf({ shards }: ScanStatus, shard: number): string {
  const name = shards[shard]?.name ?? ''
  return name.length > LONGEST_NAME ? `…${name.slice(1 - LONGEST_NAME)}` : name
}

/** What the scan waits for, and how far what drips has come; '' where all goes well. */
export function waitingSentence(scan: ScanStatus): string {
  const { hostWait, waits, arriving, shards } = scan
  if (hostWait) {
    const { host, seconds, asked } = hostWait
    return asked ? `${host} asks us to wait ${seconds} s` : `${host} turns requests away: waiting ${seconds} s`
  }
  const [first] = waits
  if (first) {
    const silent = `${first.host ?? 'it'} has not answered for ${first.seconds} s`
    if (shards.length === 1) return `Waiting: ${silent}`
    return `Waiting for ${waits.length > 1 ? plural(waits.length, 'shard') : nameOf(scan, first.shard)}: ${silent}`
  }
  if (!arriving) return ''
  const name = nameOf(scan, arriving.shard)
  if (arriving.of === null) return `Opening ${name}: ${formatBytes(arriving.bytes)} so far`
  return `Reading ${name}: ${formatBytes(arriving.bytes)} of ${formatBytes(arriving.of)}`
}

/** That a host is asked no more. */
export function stopSentence({ host, untried }: HostStop): string {
  const rest = `${formatCount(untried)} ${untried === 1 ? 'was' : 'were'} not tried`
  return `Too many shards of ${host} in a row could not be read, so it is not asked any more: ${rest}.`
}

/** How often files of the dataset changed while they were read. */
export function changesOf({ shards }: ScanStatus): number {
  return shards.reduce((sum, { changes }) => sum + changes, 0)
}

/** That files changed, and that nothing is left of the old ones; '' where none did, or where it is told why they could not be read. */
export function changedSentence(scan: ScanStatus): string {
  const changed = scan.shards.flatMap((shard, index) => (shard.changes > 0 && shard.state !== 'failed' ? [{ shard, index }] : []))
  const [first] = changed
  if (!first) return ''
  const done = changed.every(({ shard }) => shard.state === 'done')
  const one = changed.length === 1
  const what = one ? nameOf(scan, first.index) : plural(changed.length, 'shard')
  const were = one ? 'was' : 'were'
  return (
    `${what} changed on ${one ? 'its' : 'their'} host while ${one ? 'it' : 'they'} ${were} read. ` +
    (done ? `${one ? 'It' : 'They'} ${were} read anew; nothing of the old rows is left.` : `${one ? 'It is' : 'They are'} read anew.`)
  )
}

export function untriedShards({ stops }: ScanStatus): number {
  return stops.reduce((sum, { untried }) => sum + untried, 0)
}

export function trafficSentence({ bytesFetched, requests }: ScanStatus): string {
  return `${formatBytes(bytesFetched)}, ${plural(requests, 'request')}`
}

/** `about 1.2 GB in 340 requests` */
export function aboutCost({ bytes, requests, atLeast }: ScanCost): string {
  return `${atLeast ? 'at least' : 'about'} ${formatBytes(bytes)} in ${plural(requests, 'request')}`
}

/** What counting and filtering every row will have cost. */
export function costSentence(cost: ScanCost): string {
  return `Still to fetch for counts and filters over every row: ${aboutCost(cost)}.`
}

/** From 0 to 1. Shards whose rows are not known yet count as the mean of the others; of one that grows, the rest as what was found. */
export function scannedShare({ shards }: ScanStatus): number {
  const rowsScanned = shards.reduce((sum, shard) => sum + shard.rowsScanned, 0)
  const readable = shards.filter(({ state }) => state !== 'failed')
  const known = readable.flatMap(({ rows, shareFound }) => (rows === null || shareFound === 0 ? [] : [rows / shareFound]))
  const total = known.length > 0 ? (known.reduce((sum, rows) => sum + rows, 0) / known.length) * readable.length : 0
  return total > 0 ? Math.min(1, rowsScanned / total) : 0
}

/** Memory budgets to choose from beyond the present one. */
export function largerBudgets(budgetBytes: number): readonly number[] {
  return [2, 4].map((times) => budgetBytes * times)
}

export function failedShards({ shards }: ScanStatus): readonly number[] {
  return shards.flatMap((shard, index) => (shard.state === 'failed' ? [index] : []))
}

/** How far one shard is. */
export function shardSentence({ state, rows, shareFound, rowsScanned, junkRows, noRoom }: ShardStatus): string {
  if (noRoom && rows !== null && state !== 'failed') return `${plural(rows - rowsScanned, 'row')}: more than the memory set aside holds`
  if (shareFound < 1 && rows !== null && state !== 'failed')
    return `${plural(rows, 'row')} found in the first ${formatPercent(shareFound, 1)}`
  switch (state) {
    case 'waiting':
      return rows === null ? 'waiting' : `${plural(rows, 'row')}, waiting`
    case 'reading':
      return rows === null ? 'opening' : `${formatCount(rowsScanned)} of ${plural(rows, 'row')}`
    case 'partial':
      return `${formatCount(rowsScanned)} of ${plural(rows ?? rowsScanned, 'row')} scanned`
    case 'done':
      return plural(rows ?? rowsScanned, 'row') + (junkRows > 0 ? `, ${formatCount(junkRows)} of them odd` : '')
    case 'failed':
      return rowsScanned > 0 ? `${plural(rowsScanned, 'row')}, not the rest` : 'could not be read'
  }
}

/** That some shards failed while pairs are shown. */
export function failedSentence(failed: number, shards: number, untried = 0): string {
  if (shards === 1) return 'The shard could not be read to its end; what was read is shown.'
  const rest = untried === 0 ? 'the others go on' : `${formatCount(untried)} ${untried === 1 ? 'was' : 'were'} not tried`
  return `${formatCount(failed)} of ${plural(shards, 'shard')} could not be read; ${rest}.`
}

/** Nothing can be shown: every shard failed, or so many that the rest was not tried. */
export function hasFailed({ phase, shards }: ScanStatus): boolean {
  if (shards.length === 0 || shards.some(({ rowsScanned }) => rowsScanned > 0)) return false
  return phase === 'many-failures' || shards.every(({ state }) => state === 'failed')
}
