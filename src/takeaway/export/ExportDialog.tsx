import { useMemo, useState, type ReactNode } from 'react'
import type { Dataset } from '../../dataset/dataset'
import { problemOf } from '../../dataset/problem-values'
import { countKeys, intersect, rangesOf } from '../../pair/key-ranges'
import type { Engine } from '../../engine/engine'
import type { StoredRows } from '../../engine/rows'
import type { Store } from '../../flow/store'
import { plural } from '../../pair/format'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Dialog'
import { ProblemText } from '../../ui/ProblemText'
import { useStore } from '../../ui/useStore'
import { columnsOfPairs, columnsRead, unfit, usualColumns, type Source } from './choices'
import { ExportDone } from './ExportDone'
import { ExportFormView, type ExportForm } from './ExportForm'
import { ExportProgress, ProgressActions } from './ExportProgress'
import { admitted, suspected } from './guard'
import { PillChoice } from './parts'
import { costOf, withCost } from './plan'
import { startExport, type RunningExport } from './run'
import { firstOf, type Scope } from './scope'
import type { About } from './texts'
import { useSorted, useSource } from './useSource'

const VIEWS = [
  { id: 'file', label: 'To a file' },
  { id: 'text', label: 'Query as text' },
] as const
type View = (typeof VIEWS)[number]['id']

/** Until the browser has copied a download to where it belongs. */
const DOWNLOAD_MS = 60_000

export interface ExportDialogProps {
  readonly open: boolean
  /** An export under way goes on. */
  readonly onClose: () => void
  readonly engine: Engine
  readonly stored: StoredRows
  readonly dataset: Dataset
  readonly rowsTotal: number
  /** What can be exported, the one asked for first: looked at once, when the dialog opens. */
  readonly scopes: () => readonly [Scope, ...Scope[]]
  /** That not all rows are scanned; '' where they are. */
  readonly incomplete: string
  readonly about: () => About
  /** The export under way, or the one just ended: it outlives the dialog. */
  readonly running: Store<RunningExport | null>
  /** The query as text. */
  readonly children: ReactNode
}

/** What a person takes along of the pairs: as a file, or as the question that gives them. */
export function ExportDialog({ open, onClose, ...props }: ExportDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} label="Export">
      <Content onClose={onClose} {...props} />
    </Dialog>
  )
}

type ContentProps = Omit<ExportDialogProps, 'open'>

function Content({ children, ...props }: ContentProps) {
  const running = useStore(props.running)
  const [view, setView] = useState<View>('file')
  const head = (
    <div className="flex flex-wrap items-center justify-between gap-3 border-b border-line px-6 py-3">
      <h2 className="text-lg font-semibold">Export</h2>
      {!running && <PillChoice label="Export" name="export-view" options={VIEWS} chosen={view} onChoose={setView} />}
    </div>
  )
  if (running)
    return (
      <>
        {head}
        <Running
          running={running}
          onClose={props.onClose}
          onForget={() => {
            props.running.set(null)
            setTimeout(() => void running.destination.discard(), DOWNLOAD_MS)
          }}
        />
      </>
    )
  return (
    <>
      {head}
      {view === 'text' && (
        <>
          <Body>{children}</Body>
          <Foot>
            <Button kind="primary" onClick={props.onClose}>
              Close
            </Button>
          </Foot>
        </>
      )}
      {/* What is chosen stays while the text is looked at. */}
      <div className={view === 'file' ? 'contents' : 'hidden'}>
        <ToFile {...props} />
      </div>
    </>
  )
}

function Body({ children }: { readonly children: ReactNode }) {
  return <div className="min-h-0 overflow-y-auto overscroll-contain px-6 py-4">{children}</div>
}

function Foot({ children }: { readonly children: ReactNode }) {
  return <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-6 py-4">{children}</div>
}

function ToFile(props: Omit<ContentProps, 'children'>) {
  const { engine, stored, dataset, onClose } = props
  const { source, error } = useSource(engine, stored, dataset)
  if (source) return <Choosing {...props} source={source} />
  return (
    <>
      <Body>
        {error ? (
          <div role="alert">
            <ProblemText problem={problemOf(error, 'engine', '')} />
          </div>
        ) : (
          <p role="status" className="text-muted">
            Looking at the columns…
          </p>
        )}
      </Body>
      <Foot>
        <Button data-autofocus onClick={onClose}>
          Close
        </Button>
      </Foot>
    </>
  )
}

function Choosing({
  source,
  engine,
  stored,
  dataset,
  rowsTotal,
  scopes: scopesNow,
  incomplete,
  about,
  running,
  onClose,
}: Omit<ContentProps, 'children'> & { readonly source: Source }) {
  const [scopes] = useState(scopesNow)
  const [form, setForm] = useState<ExportForm>(() => ({
    scope: scopes[0].kind,
    first: 100,
    format: 'parquet',
    columns: new Set(usualColumns(source, rowsTotal)),
    ticked: new Set(),
  }))
  const [failed, setFailed] = useState<unknown>(null)
  const scope = useMemo(
    () => firstOf(scopes.find(({ kind }) => kind === form.scope) ?? scopes[0], form.first),
    [scopes, form.scope, form.first],
  )
  const { sorted, error } = useSorted(engine, scope)
  const keys = useMemo(() => {
    const allowed = sorted && admitted(sorted, form.ticked)
    return allowed && scope.kind === 'ranking' ? intersect(allowed, rangesOf(scope.keys)) : allowed
  }, [sorted, form.ticked, scope])
  const read = columnsRead(form.format, source, form.columns)
  const extent = { rowsTotal, groupRows: source.groupRows }
  const looked = sorted && costOf(suspected(sorted, form.ticked), columnsOfPairs(source), extent)
  const cost = keys && looked && withCost(costOf(keys, read, extent), looked)
  const nothing = !cost || cost.rows === 0 || unfit(form.format, source) !== null || (form.format === 'parquet' && read.length === 0)
  const start = async () => {
    if (!sorted) return
    try {
      const { format, columns, ticked } = form
      const request = { engine, stored, dataset, source, rowsTotal, scope, sorted, ticked, format, columns, about: about() }
      const started = await startExport(request)
      if (started) running.set(started)
    } catch (problem) {
      setFailed(problem)
    }
  }
  const problem = failed ?? error
  return (
    <>
      <Body>
        <ExportFormView
          form={form}
          onChange={(change) => setForm((before) => ({ ...before, ...change }))}
          scopes={scopes}
          source={source}
          counts={sorted?.classes.map(countKeys) ?? null}
          unscanned={sorted?.unscanned ?? 0}
          incomplete={incomplete}
          cost={cost}
        />
        {problem !== null && (
          <div role="alert" className="mt-3">
            <ProblemText problem={problemOf(problem, 'engine', '')} />
          </div>
        )}
      </Body>
      <Foot>
        <Button data-autofocus onClick={onClose}>
          Cancel
        </Button>
        <Button kind="primary" disabled={nothing} onClick={() => void start()}>
          {nothing ? 'Export' : `Export ${plural(cost.rows, 'pair')}`}
        </Button>
      </Foot>
    </>
  )
}

interface RunningProps {
  readonly running: RunningExport
  readonly onClose: () => void
  /** What is kept of it is forgotten. */
  readonly onForget: () => void
}

function Running({ running, onClose, onForget }: RunningProps) {
  const status = useStore(running.job.status)
  const ended = status.phase === 'done' || status.phase === 'cancelled' || status.phase === 'failed'
  if (!ended)
    return (
      <>
        <Body>
          <ExportProgress name={running.destination.name} status={status} />
        </Body>
        <Foot>
          <ProgressActions status={status} job={running.job} />
        </Foot>
      </>
    )
  return (
    <>
      <Body>
        <ExportDone running={running} status={status} />
      </Body>
      <Foot>
        <Button onClick={onForget}>Export more</Button>
        <Button
          kind="primary"
          onClick={() => {
            onClose()
            onForget()
          }}
        >
          Close
        </Button>
      </Foot>
    </>
  )
}
