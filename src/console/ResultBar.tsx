import type { SqlRows } from '../engine/duckdb/console/protocol'
import { formatCount } from '../pair/format'
import { download } from '../takeaway/export/destinations'
import { Button } from '../ui/Button'
import { CopyButton } from '../ui/CopyButton'
import { plural } from '../ui/format'
import { Icon } from '../ui/Icon'
import { resultCsv, resultTsv } from './csv'

interface ResultBarProps {
  readonly result: SqlRows
  /** Null where the result has no keys. */
  readonly onShow: (() => void) | null
}

/** How much a result is, and what can be done with it. */
export function ResultBar({ result, onShow }: ResultBarProps) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <p role="status" className="min-w-0 flex-1 basis-40 text-[0.8125rem] text-muted">
        {sentenceOf(result)}
      </p>
      {onShow && (
        <Button className="h-8" onClick={onShow}>
          <Icon name="picture" className="size-4" />
          Show in the grid
        </Button>
      )}
      <CopyButton what="the result" text={() => resultTsv(result)}>
        Copy
      </CopyButton>
      <Button
        kind="quiet"
        className="h-8"
        onClick={() => download(new Blob([resultCsv(result)], { type: 'text/csv' }), 'pairscope-query.csv')}
      >
        <Icon name="export" className="size-4" />
        Save as CSV
      </Button>
    </div>
  )
}

function sentenceOf({ rows, complete, cut, milliseconds }: SqlRows): string {
  const many = complete ? plural(rows, 'row') : `The first ${formatCount(rows)} rows; there are more`
  const texts = cut > 0 ? ` · of ${plural(cut, 'long value')} the first 10,000 characters` : ''
  return `${many} in ${formatCount(Math.max(1, Math.round(milliseconds)))} ms${texts}`
}
