import { useMemo } from 'react'
import type { Attribution, Dataset } from '../dataset/dataset'
import type { Scanning, ScanStatus } from '../engine/scanning/scanning'
import { formatCount } from '../pair/format'
import { Away } from '../ui/Away'
import { Button, TextButton } from '../ui/Button'
import { plural } from '../ui/format'
import { FailedShards } from './FailedShards'
import { mappingOpen } from './mapping'
import { holdToken, isReadWithToken, useHasToken } from './own-token'
import { costSentence, failedShards, trafficSentence } from './progress'
import { SaveView } from './SaveView'
import { ShardList } from './ShardList'

interface DatasetInfoProps {
  readonly source: string
  /** To what is shown now. */
  readonly link: () => string
  readonly dataset: Dataset
  /** Both null for an engine that reads no shards. */
  readonly scan: ScanStatus | null
  readonly scanning: Scanning | null
  /** Opens the dataset anew. */
  readonly onReopen: () => void
}

/** What is open: its notes, its credits and each shard with what became of it. */
export function DatasetInfo({ source, link, dataset, scan, scanning, onReopen }: DatasetInfoProps) {
  return (
    <div className="w-[26rem] max-w-full text-sm">
      <div className="border-b border-line p-4">
        <h2 dir="auto" className="font-semibold break-words">
          {dataset.name}
        </h2>
        {dataset.notes.map((note, i) => (
          <p key={i} dir="auto" className="mt-1.5 text-muted">
            {note}
          </p>
        ))}
        {dataset.licence !== '' && <p className="mt-1.5 text-muted">Licence: {dataset.licence}</p>}
        {dataset.attributions.length > 0 && (
          <ul className="mt-3 space-y-1" aria-label="Credits">
            {dataset.attributions.map((attribution, i) => (
              <li key={i}>
                <Credit attribution={attribution} />
              </li>
            ))}
          </ul>
        )}
        {scan && <ScanFacts scan={scan} />}
        <TokenLine dataset={dataset} onReopen={onReopen} />
        <p className="mt-3">
          <Button onClick={() => mappingOpen.set(true)}>Columns…</Button>
        </p>
        <div className="mt-3">
          <SaveView source={source} name={dataset.name} link={link} />
        </div>
      </div>
      {scan && scanning && <Shards scan={scan} scanning={scanning} />}
    </div>
  )
}

function ScanFacts({ scan }: { readonly scan: ScanStatus }) {
  const junkRows = scan.shards.reduce((sum, shard) => sum + shard.junkRows, 0)
  return (
    <>
      <p className="mt-3 text-xs text-muted tabular-nums">
        {plural(scan.shards.length, 'shard')}
        {scan.requests > 0 && `, ${trafficSentence(scan)}`}
      </p>
      {scan.costLeft && <p className="mt-1 text-xs text-muted tabular-nums">{costSentence(scan.costLeft)}</p>}
      {junkRows > 0 && (
        <p className="mt-1 text-xs text-muted">
          {junkRows === 1 ? '1 row does' : `${formatCount(junkRows)} rows do`} not fit the table: shown as far as they could be read.
        </p>
      )}
    </>
  )
}

function Shards({ scan, scanning }: { readonly scan: ScanStatus; readonly scanning: Scanning }) {
  const failed = failedShards(scan).length
  return (
    <>
      {failed > 0 && (
        <div className="border-b border-line p-4">
          <h3 className="mb-2.5 font-medium">
            {scan.shards.length === 1 && (scan.shards[0]?.rowsScanned ?? 0) > 0
              ? 'The shard could not be read to its end'
              : `${formatCount(failed)} of ${plural(scan.shards.length, 'shard')} could not be read`}
          </h3>
          <FailedShards scan={scan} scanning={scanning} />
        </div>
      )}
      <ShardList scan={scan} scanning={scanning} />
    </>
  )
}

function TokenLine({ dataset, onReopen }: Pick<DatasetInfoProps, 'dataset' | 'onReopen'>) {
  const hasToken = useHasToken()
  const used = useMemo(() => hasToken && isReadWithToken(dataset), [dataset, hasToken])
  if (!used) return null
  return (
    <p className="mt-1.5 text-xs text-muted">
      Read with your token; forgotten when this tab closes.{' '}
      <TextButton
        onClick={() => {
          holdToken(null)
          onReopen()
        }}
      >
        Forget it
      </TextButton>
    </p>
  )
}

function Credit({ attribution: { name, licence, url } }: { readonly attribution: Attribution }) {
  return (
    <>
      <Away href={url} className="underline decoration-line underline-offset-3 hover:decoration-current">
        {name}
      </Away>{' '}
      <span className="text-muted">{licence}</span>
    </>
  )
}

/** Below the pairs: whose pictures they are. */
export function PictureCredits({ dataset: { attributions } }: Pick<DatasetInfoProps, 'dataset'>) {
  if (attributions.length === 0) return null
  return (
    <footer className="shrink-0 truncate border-t border-line px-3 py-1 text-xs text-muted">
      Pictures:{' '}
      {attributions.map((attribution, i) => (
        <span key={i}>
          {i > 0 && ' · '}
          <Credit attribution={attribution} />
        </span>
      ))}
    </footer>
  )
}
