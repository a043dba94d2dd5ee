import type { LeafColumn } from '../../dataset/roles'
import type { PairKey } from '../../pair/pair'
import { Limit } from '../../flow/limit'
import type { ShardFile } from '../../shards/file'
import { pairKey } from './key'
import { isInTail, withTail } from '../../shards/footer'
import { fetchColumns, fetchPlanned } from '../../shards/column-io'
import { planColumns, type ColumnPlan } from '../../shards/plan'
import { length } from '../../shards/ranges'
import type { FetchedColumn } from '../../shards/values/column'
import { ingestColumns, type FetchedColumns } from '../duckdb/narrow'
import type { OpenedShard } from '../../shards/kinds/open'
import { NO_TRAFFIC, sum, type Traffic } from '../../shards/traffic'

/** Small row groups are scanned together up to this many rows: img2dataset writes 100 rows a group. */
const RUN_ROWS = 131_072

/** Consecutive row groups [from, to) of an opened shard, scanned in one go. */
export interface GroupRun {
  readonly opened: OpenedShard
  readonly from: number
  readonly to: number
  readonly firstKey: PairKey
  readonly rows: number
}

/** The groups of a shard from `from` on, as runs in order. Pure. */
export function runsOf(opened: OpenedShard, from: number): GroupRun[] {
  const runs: { opened: OpenedShard; from: number; to: number; firstKey: PairKey; rows: number }[] = []
  for (const group of opened.footer.groups.slice(from)) {
    const last = runs.at(-1)
    if (last && last.rows + group.rows <= RUN_ROWS) {
      last.to = group.index + 1
      last.rows += group.rows
    } else
      runs.push({
        opened,
        from: group.index,
        to: group.index + 1,
        firstKey: pairKey(opened.index, group.firstRow, opened.version),
        rows: group.rows,
      })
  }
  return runs
}

/** A run with what its scan fetches, its narrow columns. A plan is as large as the part of the footer that it speaks of. */
export interface PlannedRun {
  readonly run: GroupRun
  readonly plan: ColumnPlan
  readonly traffic: Traffic
}

/** The groups of a shard from `from` on, as runs whose scan is planned. Pure. */
export function planRuns(opened: OpenedShard, from: number): PlannedRun[] {
  const columns = placesOf(opened, ingestColumns(opened.roles))
  return runsOf(opened, from).map((run) => {
    const plan = planColumns(opened.footer, groupsOf(run), columns)
    return { run, plan, traffic: trafficOf(opened, plan) }
  })
}

function trafficOf({ remote, footer }: OpenedShard, plan: ColumnPlan): Traffic {
  if (!remote) return NO_TRAFFIC
  const fetches = plan.fetches.filter((fetch) => !isInTail(fetch, footer))
  return { bytes: fetches.reduce((bytes, fetch) => bytes + length(fetch), 0), requests: fetches.length }
}

/** What it takes to scan runs. */
export function trafficOfAll(runs: readonly PlannedRun[]): Traffic {
  return runs.reduce((total, { traffic }) => sum(total, traffic), NO_TRAFFIC)
}

function groupsOf({ from, to }: Pick<GroupRun, 'from' | 'to'>): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}

/** The places of columns among those of the footer. */
function placesOf({ footer }: OpenedShard, columns: readonly LeafColumn[]): number[] {
  return columns.map((column) => footer.columns.indexOf(column))
}

/** Fetches the narrow columns of a run as planned, by path; `oneByOne`: with one request at a time. */
export async function fetchNarrow({ run: { opened }, plan }: PlannedRun, signal: AbortSignal, oneByOne = false): Promise<FetchedColumns> {
  const { file, footer, roles } = opened
  const of = oneByOne ? readOneByOne(file) : file
  return byPath(ingestColumns(roles), await fetchPlanned(withTail(of, footer), footer, plan, signal))
}

/** Of a host that does not answer: others need its connections too. */
function readOneByOne(file: ShardFile): ShardFile {
  const limit = new Limit(1)
  const { byteLength, where, contentType } = file
  return { byteLength, where, contentType, read: (range, signal) => limit.run(() => file.read(range, signal), signal) }
}

/** Fetches other columns of a run, by path. */
export async function fetchRun(run: GroupRun, columns: readonly LeafColumn[], signal: AbortSignal): Promise<FetchedColumns> {
  const { file, footer } = run.opened
  return byPath(columns, await fetchColumns(withTail(file, footer), footer, groupsOf(run), placesOf(run.opened, columns), signal))
}

function byPath(columns: readonly LeafColumn[], fetched: readonly FetchedColumn[]): FetchedColumns {
  return new Map(columns.flatMap(({ path }, index) => (fetched[index] ? [[path, fetched[index]] as const] : [])))
}
