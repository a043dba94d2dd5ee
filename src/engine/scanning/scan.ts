import type { LeafColumn } from '../../dataset/roles'
import type { PairKey } from '../../pair/pair'
import { pairKey } from './key'
import { isInTail, withTail } from '../../shards/footer'
import { planSlice, type SlicePlan } from '../../shards/plan'
import { length } from '../../shards/ranges'
import { fetchSlice } from '../../shards/slice-io'
import { ingestColumns } from '../duckdb/sql'
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
export function trafficOf({ opened, from, to }: GroupRun): Traffic {
  const columns = ingestColumns(opened.roles)
  if (!opened.remote || columns.length === 0) return NO_TRAFFIC
  const fetches = planOf({ opened, from, to }, columns).fetches.filter((fetch) => !isInTail(fetch, opened.footer))
  return { bytes: fetches.reduce((bytes, fetch) => bytes + length(fetch), 0), requests: fetches.length }
}

function planOf({ opened, from, to }: Pick<GroupRun, 'opened' | 'from' | 'to'>, columns: readonly LeafColumn[]): SlicePlan {
  const groups = Array.from({ length: to - from }, (_, i) => from + i)
  return planSlice(
    opened.footer,
    groups,
    columns.map((column) => column.path),
  )
}

/** Fetches columns of a run as one slice; null when there are none to fetch. */
export async function fetchRun(
  run: GroupRun,
  columns: readonly LeafColumn[],
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer> | null> {
  if (columns.length === 0) return null
  const { file, footer } = run.opened
  return await fetchSlice(withTail(file, footer), planOf(run, columns), signal)
}
