import { useMemo } from 'react'
import type { Attribution, Dataset } from '../dataset/dataset'
import type { DatasetStatus, Engine, ShardStatus } from '../engine/engine'
import { formatCount } from '../pair/format'
import { Button, TextButton } from '../ui/Button'
import { plural } from '../ui/format'
import { ProblemText } from '../ui/ProblemText'
import { mappingOpen } from './mapping'
import { holdToken, isReadWithToken, useHasToken } from './own-token'
import { failedShards, trafficSentence } from './progress'

/** Beyond this the list says how many more there are: nobody reads ten thousand lines. */
const SHOWN = 200

interface DatasetInfoProps {
  readonly dataset: Dataset
  readonly status: DatasetStatus
  readonly engine: Engine
  /** Opens the dataset anew. */
  readonly onReopen: () => void
}

/** What is open: its notes, its credits and each shard with what became of it. */
export function DatasetInfo({ dataset, status, engine, onReopen }: DatasetInfoProps) {
  const failed = failedShards(status)
  const read = status.shards.flatMap((shard, index) => (shard.state === 'failed' ? [] : [index]))
  const order = [...failed, ...read]
  return (
    <div className="w-[26rem] max-w-full text-sm">
      <div className="border-b border-line p-4">
        <h2 className="font-semibold break-words">{dataset.name}</h2>
        {dataset.notes.map((note, i) => (
          <p key={i} className="mt-1.5 text-muted">
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
        <p className="mt-3 text-xs text-muted tabular-nums">
          {plural(status.shards.length, 'shard')}, {trafficSentence(status)}
        </p>
        <TokenLine dataset={dataset} onReopen={onReopen} />
        <p className="mt-3">
          <Button onClick={() => mappingOpen.set(true)}>Columns…</Button>
        </p>
      </div>
      <ul className="divide-y divide-line">
        {order.slice(0, SHOWN).map((index) => {
          const shard = status.shards[index]
          return shard && <Shard key={index} shard={shard} onRetry={(wholeFile) => engine.retryShard(index, wholeFile)} />
        })}
      </ul>
      {order.length > SHOWN && <p className="border-t border-line p-4 text-muted">and {formatCount(order.length - SHOWN)} more</p>}
    </div>
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

function shardSentence({ state, rows, growing, rowsScanned }: ShardStatus): string {
  if (growing && rows !== null && state !== 'failed') return `${plural(rows, 'row')} found so far`
  switch (state) {
    case 'waiting':
      return rows === null ? 'waiting' : `${plural(rows, 'row')}, waiting`
    case 'reading':
      return rows === null ? 'opening' : `${formatCount(rowsScanned)} of ${plural(rows, 'row')}`
    case 'partial':
      return `${formatCount(rowsScanned)} of ${plural(rows ?? rowsScanned, 'row')} scanned`
    case 'done':
      return plural(rows ?? rowsScanned, 'row')
    case 'failed':
      return 'could not be read'
  }
}

function Shard({ shard, onRetry }: { readonly shard: ShardStatus; readonly onRetry: (wholeFile: boolean) => void }) {
  const { problem } = shard
  return (
    <li className="px-4 py-2.5">
      <div className="flex items-baseline gap-3">
        <span className="min-w-0 flex-1 truncate font-mono text-xs" title={shard.name}>
          {shard.name}
        </span>
        <span className={`text-xs tabular-nums ${shard.state === 'failed' ? 'text-danger' : 'text-muted'}`}>{shardSentence(shard)}</span>
      </div>
      {shard.junkRows > 0 && <p className="mt-1 text-xs text-muted">{shard.junkRows === 1 ? '1 row does' : `${formatCount(shard.junkRows)} rows do`} not fit the table: shown as far as they could be read.</p>}
      {problem && (
        <div className="mt-2 text-[0.8125rem]">
          <ProblemText problem={problem} />
          <div className="mt-2 empty:hidden">
            <ShardRemedy problem={problem} onRetry={onRetry} />
          </div>
        </div>
      )}
    </li>
  )
}

export function ShardRemedy({ problem, onRetry }: { readonly problem: NonNullable<ShardStatus['problem']>; readonly onRetry: (wholeFile: boolean) => void }) {
  if (problem.code === 'empty') return null
  if (problem.code === 'no-columns') return <Button onClick={() => mappingOpen.set(true)}>Choose columns…</Button>
  return problem.code === 'no-range' || problem.code === 'whole-file' ? (
    <Button onClick={() => onRetry(true)}>Download the whole file{problem.detail ? ` (${problem.detail})` : ''}</Button>
  ) : (
    <Button onClick={() => onRetry(false)}>Try again</Button>
  )
}

export function Credit({ attribution: { name, licence, url } }: { readonly attribution: Attribution }) {
  return (
    <>
      <a href={url} target="_blank" rel="noopener noreferrer" className="underline decoration-line underline-offset-3 hover:decoration-current">
        {name}
      </a>{' '}
      <span className="text-muted">{licence}</span>
    </>
  )
}
