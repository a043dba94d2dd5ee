import { useEffect, useState } from 'react'
import { rowOf, shardOf } from '../engine/scanning/key'
import { describeFilter } from '../facets/edit'
import { Store } from '../flow/store'
import type { Results } from '../gallery/list'
import type { KeyRanges } from '../pair/key-ranges'
import { removeLeftovers } from '../takeaway/export/destinations'
import { ExportDialog } from '../takeaway/export/ExportDialog'
import type { RunningExport } from '../takeaway/export/run'
import type { Scope } from '../takeaway/export/scope'
import { QueryTextView } from '../takeaway/query-text/QueryTextView'
import type { RowRange } from '../takeaway/query-text/sql'
import { useStore } from '../ui/useStore'
import { exportOpen } from './export-open'
import { scannedSentence } from './progress'
import { linkTo } from './share'
import type { View } from './useView'

/** The export of the open dataset: it goes on while its dialog is closed, and ends with the dataset. */
export default function Exporting(view: View) {
  const asked = useStore(exportOpen)
  const [running] = useState(() => new Store<RunningExport | null>(null))
  useEffect(() => {
    void removeLeftovers()
    return () => {
      exportOpen.set(null)
      running.get()?.job.cancel()
    }
  }, [running])
  const { engine, dataset, status, scan, query } = view
  const { stored } = engine
  if (!stored) return null
  const left = scannedSentence(status, scan)
  return (
    <ExportDialog
      open={asked !== null}
      onClose={() => exportOpen.set(null)}
      engine={engine}
      stored={stored}
      dataset={dataset}
      rowsTotal={status.rowsTotal}
      scopes={() => scopesOf(asked ?? 'view', view)}
      incomplete={left === '' ? '' : `${left}: the others cannot be exported yet.`}
      about={() => ({
        link: linkTo(view),
        words: query.filters.map(describeFilter),
        marks: scan?.shards.map(({ mark }) => mark) ?? [],
      })}
      running={running}
    >
      <QueryTextView
        engine={engine}
        dataset={dataset}
        query={query}
        rows={query.within && rowRanges(query.within.keys)}
        link={() => linkTo(view)}
      />
    </ExportDialog>
  )
}

/** What is asked for first, then what else there is to take; what is selected goes before what is merely shown. */
function scopesOf(asked: Scope | 'view', { asked: query, ranked, results, selection }: View): readonly [Scope, ...Scope[]] {
  const { keys } = selection.get()
  const passing: Scope = { kind: 'passing', query }
  const others: readonly Scope[] = [
    ...(keys.length > 0 ? [{ kind: 'selection', keys } as const] : []),
    ...(ranked ? [{ kind: 'ranking', keys: keysOf(results) } as const] : []),
  ]
  const [first = passing, ...rest] = asked === 'view' ? others : [asked, ...others.filter(({ kind }) => kind !== asked.kind)]
  return first.kind === 'passing' ? [first, ...rest] : [first, ...rest, passing]
}

function keysOf({ count, keyAt }: Results): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: count }, (_, i) => keyAt(i) ?? -1)
}

function rowRanges(keys: KeyRanges): readonly RowRange[] {
  return Array.from({ length: keys.length / 2 }, (_, i) => {
    const first = keys[2 * i] ?? 0
    return { shard: shardOf(first), first: rowOf(first), last: rowOf(keys[2 * i + 1] ?? 0) }
  })
}
