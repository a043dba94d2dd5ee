import type { Dataset } from '../../src/dataset/dataset'
import { recogniseRoles } from '../../src/dataset/roles'
import type { Engine } from '../../src/engine/engine'
import { NO_CONSENT } from '../../src/pair/safety'
import type { NsfwClass } from '../../src/pair/pair'
import { EMPTY_QUERY } from '../../src/query/query'
import { sortByClass } from '../../src/takeaway/export/guard'
import { exportJob } from '../../src/takeaway/export/run'
import type { ExportRun } from './api'

/** With these the guard looks at the captions of unsafe rows besides. */
const EVERY: ReadonlySet<NsfwClass> = new Set([1, 2, 3])

/** As the app does it, but for the file: its bytes are counted and let go. */
export async function exportAll(engine: Engine, dataset: Dataset, everyClass: boolean): Promise<ExportRun> {
  const { stored } = engine
  if (!stored) throw new Error('Its rows cannot be had as they are stored.')
  const [columns, schema] = await Promise.all([stored.columns(), engine.schema()])
  const start = performance.now()
  const scope = { kind: 'passing', query: EMPTY_QUERY } as const
  const request = {
    engine,
    stored,
    dataset,
    source: { columns, roles: recogniseRoles(schema.columns), groupRows: 100_000 },
    rowsTotal: 1_000_000,
    scope,
    sorted: await sortByClass(engine, scope),
    ticked: everyClass ? EVERY : NO_CONSENT,
    format: 'parquet',
    columns: new Set(columns.map(({ name }) => name)),
    about: { link: '', words: [], marks: [] },
  } as const
  const nothing = () => Promise.resolve()
  const job = exportJob(request, { write: nothing, commit: nothing, abort: nothing })
  await job.run()
  const { phase, problem, bytes } = job.status.get()
  if (phase !== 'done') throw new Error(`${phase} ${problem?.code ?? ''} ${problem?.detail ?? ''}`)
  return { ms: performance.now() - start, bytes }
}
