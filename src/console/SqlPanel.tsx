import { useRef, useState } from 'react'
import type { ConsoleState } from '../engine/duckdb/console/client'
import type { Copies } from '../engine/copies'
import { formatBytes, formatCount, plural } from '../pair/format'
import type { KeyRanges } from '../pair/key-ranges'
import { Button, IconButton, TextButton } from '../ui/Button'
import { Icon } from '../ui/Icon'
import { Notice } from '../ui/Notice'
import { ProblemText } from '../ui/ProblemText'
import { useStore } from '../ui/useStore'
import { asName } from './editor'
import { EditorBox, type EditorHandle } from './EditorBox'
import { ResultBar } from './ResultBar'
import { ResultTable } from './ResultTable'
import { pastQueries } from './session'
import { useSqlConsole, type Outcome, type SqlView } from './useSqlConsole'

interface SqlPanelProps {
  readonly copies: Copies
  /** Rows there are now, and the revision of the engine's table. */
  readonly rowsScanned: number
  readonly revision: number
  /** Bytes of memory that may still be taken. */
  readonly room: number
  readonly onShow: (keys: KeyRanges) => void
  readonly onClose: () => void
}

const NO_COLUMNS = [] as const

/** Questions in SQL to a copy of the rows. */
export function SqlPanel({ copies, rowsScanned, revision, room, onShow, onClose }: SqlPanelProps) {
  const view = useSqlConsole(copies, room)
  const { state, outcome } = view
  const editor = useRef<EditorHandle>(null)
  const columns = state.phase === 'ready' ? state.held.columns : NO_COLUMNS
  return (
    <>
      <header className="flex items-start gap-3 border-b border-line py-3 pr-3 pl-5">
        <div className="min-w-0 flex-1 py-1">
          <h2 className="text-lg leading-6 font-semibold">SQL</h2>
          <HeldLine state={state} rowsScanned={rowsScanned} revision={revision} onCopy={view.copy} />
        </div>
        <IconButton label="Close" onClick={onClose}>
          <Icon name="close" className="size-4.5" />
        </IconButton>
      </header>
      <div className="flex min-h-0 flex-1 flex-col gap-3 p-4 sm:p-5">
        <ColumnNames columns={columns} onPick={(name) => editor.current?.insert(asName(name))} />
        <EditorBox ref={editor} columns={columns} error={outcome.kind === 'error' ? outcome.error : null} onRun={view.run} />
        <Buttons view={view} onPast={(sql) => editor.current?.setText(sql)} />
        <Answer outcome={outcome} keys={view.keys} onShow={onShow} />
      </div>
    </>
  )
}

interface HeldLineProps {
  readonly state: ConsoleState
  readonly rowsScanned: number
  readonly revision: number
  readonly onCopy: (allTheSame: boolean) => void
}

/** What the table holds, and what it lacks by now. */
function HeldLine({ state, rowsScanned, revision, onCopy }: HeldLineProps) {
  if (state.phase === 'failed')
    return (
      <div className="mt-1">
        <ProblemText problem={state.problem} showWhere={false} />
        <TextButton onClick={() => onCopy(false)}>Try again</TextButton>
      </div>
    )
  if (state.phase === 'too-large')
    return (
      <p className="mt-0.5 text-[0.8125rem] text-muted">
        A copy of the {plural(state.rows, 'row')} scanned so far takes {formatBytes(state.bytes)} more, which is beyond the memory set
        aside. <TextButton onClick={() => onCopy(true)}>Copy them all the same</TextButton>
      </p>
    )
  if (state.phase === 'copying')
    return (
      <p role="status" className="mt-0.5 text-[0.8125rem] text-muted tabular-nums">
        {state.of === 0 ? 'Starting DuckDB…' : `Copying rows: ${formatCount(state.rows)} of ${formatCount(state.of)}`}
      </p>
    )
  const { held } = state
  const more = rowsScanned - held.rows
  return (
    <p className="mt-0.5 text-[0.8125rem] text-muted">
      <code className="text-ink">pairs</code> holds a copy of the {plural(held.rows, 'row')} scanned{' '}
      {more > 0 ? 'when it was made' : 'so far'}: read only, without network and files. NULL is unknown or not read.{' '}
      {held.revision < revision && (
        <TextButton onClick={() => onCopy(false)}>{more > 0 ? `Take in ${formatCount(more)} more` : 'Copy anew'}</TextButton>
      )}
    </p>
  )
}

interface ColumnNamesProps {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly onPick: (name: string) => void
}

/** Every column of the table; a click writes its name. */
function ColumnNames({ columns, onPick }: ColumnNamesProps) {
  return (
    <ul aria-label="Columns of pairs" className="flex min-h-6 flex-wrap gap-1.5 max-h-20 overflow-y-auto">
      {columns.map(({ name, type }) => (
        <li key={name} className="min-w-0">
          <button
            type="button"
            title={`${name} · ${type}`}
            onClick={() => onPick(name)}
            className="max-w-56 truncate rounded-md bg-ink/6 px-2 py-1 font-mono text-xs leading-4 hover:bg-ink/10"
          >
            {name}
          </button>
        </li>
      ))}
    </ul>
  )
}

/** Runs and stops; and what was run before. */
function Buttons({ view: { state, outcome, run, cancel }, onPast }: { readonly view: SqlView; readonly onPast: (sql: string) => void }) {
  const past = useStore(pastQueries)
  return (
    <div className="flex flex-wrap items-center gap-2">
      {outcome.kind === 'running' ? (
        <Button onClick={cancel}>Cancel</Button>
      ) : (
        <Button kind="primary" disabled={state.phase !== 'ready'} onClick={run} title="Run (Ctrl or Cmd with Enter)">
          Run
        </Button>
      )}
      <kbd className="font-sans text-xs text-muted max-sm:hidden">Ctrl or ⌘ Enter</kbd>
      <span className="flex-1" />
      {past.length > 0 && (
        <select
          aria-label="Run before"
          className="h-9 max-w-56 min-w-0 rounded-lg bg-transparent px-2 text-muted hover:bg-ink/6"
          value=""
          onChange={(event) => onPast(event.target.value)}
        >
          <option value="">Run before</option>
          {past.map((sql) => (
            <option key={sql} value={sql}>
              {sql.replace(/\s+/g, ' ').slice(0, 80)}
            </option>
          ))}
        </select>
      )}
    </div>
  )
}

interface AnswerProps extends Pick<SqlView, 'keys'> {
  readonly outcome: Outcome
  readonly onShow: (keys: KeyRanges) => void
}

function Answer({ outcome, keys, onShow }: AnswerProps) {
  const [none, setNone] = useState<string | null>(null)
  switch (outcome.kind) {
    case 'none':
      return null
    case 'running':
      return (
        <p role="status" className="text-muted">
          Running…
        </p>
      )
    case 'cancelled':
      return (
        <p role="status" className="text-muted">
          Cancelled. The rows are being copied anew, and the scan was not touched.
        </p>
      )
    case 'error':
      return (
        <Notice tone="warn">
          <span role="alert" dir="auto" className="font-mono text-xs wrap-anywhere whitespace-pre-wrap">
            {outcome.error.message}
          </span>
        </Notice>
      )
    case 'rows': {
      const { sql, result } = outcome
      const hasKeys = result.columns.some(({ name }) => name.toLowerCase() === 'key') && result.rows > 0
      const show = async () => {
        const found = await keys(sql)
        if (found.length > 0) onShow(found)
        else setNone(sql)
      }
      return (
        <>
          <ResultBar result={result} onShow={hasKeys ? () => void show().catch(() => setNone(sql)) : null} />
          {none === sql && <Notice tone="warn">No key of this result is one of a pair in the table.</Notice>}
          <ResultTable result={result} />
        </>
      )
    }
  }
}
