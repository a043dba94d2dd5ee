import type { LeafColumn } from '../../dataset/roles'
import { pairKey, type PairKey } from '../../pair/pair'
import { isInTail, withTail } from '../../shards/footer'
import { fetchColumns } from '../../shards/column-io'
import { planColumns } from '../../shards/plan'
import { length } from '../../shards/ranges'
import { ingestColumns, type FetchedColumns } from '../duckdb/narrow'
import type { OpenedShard } from '../../shards/kinds/open'
import { NO_TRAFFIC, type Traffic } from '../../shards/traffic'

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
    } else runs.push({ opened, from: group.index, to: group.index + 1, firstKey: pairKey(opened.index, group.firstRow), rows: group.rows })
  }
  return runs
}

/** What it takes to scan a run: to fetch its narrow columns. */
export function trafficOf(run: GroupRun): Traffic {
  const { opened } = run
  if (!opened.remote) return NO_TRAFFIC
  const plan = planColumns(opened.footer, groupsOf(run), placesOf(opened, ingestColumns(opened.roles)))
  const fetches = plan.fetches.filter((fetch) => !isInTail(fetch, opened.footer))
  return { bytes: fetches.reduce((bytes, fetch) => bytes + length(fetch), 0), requests: fetches.length }
}

function groupsOf({ from, to }: Pick<GroupRun, 'from' | 'to'>): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i)
}

/** The places of columns among those of the footer. */
function placesOf({ footer }: OpenedShard, columns: readonly LeafColumn[]): number[] {
  return columns.map((column) => footer.columns.indexOf(column))
}

/** Fetches columns of a run, by path. */
export async function fetchRun(run: GroupRun, columns: readonly LeafColumn[], signal: AbortSignal): Promise<FetchedColumns> {
  const { file, footer } = run.opened
  const fetched = await fetchColumns(withTail(file, footer), footer, groupsOf(run), placesOf(run.opened, columns), signal)
  return new Map(columns.flatMap(({ path }, index) => (fetched[index] ? [[path, fetched[index]] as const] : [])))
}
