import type { Dataset } from '../../dataset/dataset'
import type { Engine } from '../../engine/engine'
import type { RowBatch, StoredColumn, StoredRows } from '../../engine/rows'
import { Store } from '../../flow/store'
import { countKeys, intersect, rangesOf } from '../../pair/key-ranges'
import type { Consent } from '../../pair/safety'
import { columnsRead, FORMATS, namesOf, type FormatId, type Source } from './choices'
import { download, openDestination, type Destination } from './destinations'
import { encodeInWorker } from './encoder'
import { admitted, Guard, type Sorted } from './guard'
import { ExportJob, type Encoder, type JobParts } from './job'
import { fileName } from './names'
import { batchesInOrder, batchesOf, rowsAtOnce } from './plan'
import { inOrder } from './reorder'
import { orderOf, type Scope } from './scope'
import { textsBeside, type About, type TextFile } from './texts'

export interface ExportRequest {
  readonly engine: Engine
  readonly stored: StoredRows
  readonly dataset: Dataset
  readonly source: Source
  readonly rowsTotal: number
  readonly scope: Scope
  readonly sorted: Sorted
  readonly ticked: Consent
  readonly format: FormatId
  /** Names of those chosen, where there is a choice. */
  readonly columns: ReadonlySet<string>
  readonly about: About
}

/** An export under way, with all that is said of it afterwards. */
export interface RunningExport {
  readonly request: ExportRequest
  readonly job: ExportJob<unknown>
  readonly destination: Destination
  /** Of the columns in the file. */
  readonly names: readonly string[]
  readonly startedAt: Date
  /** The files beside it, once it is done and they are made. */
  readonly texts: Store<readonly TextFile[] | null>
}

/** Asks where to put the file, then begins. Null: the person chose no file. Called at a click. */
export async function startExport(request: ExportRequest): Promise<RunningExport | null> {
  const { dataset, format } = request
  const ending = FORMATS.find(({ id }) => id === format)?.ending ?? ''
  const destination = await openDestination(fileName(dataset.name, ending))
  if (!destination) return null
  const names = namesOf(format, request.source, columnsOf(request))
  const running: RunningExport = {
    request,
    job: exportJob(request, destination),
    destination,
    names,
    startedAt: new Date(),
    texts: new Store<readonly TextFile[] | null>(null),
  }
  void runToEnd(running)
  return running
}

async function runToEnd(running: RunningExport): Promise<void> {
  const { job, destination, texts } = running
  await job.run()
  if (job.status.get().phase !== 'done') return
  await save(running)
  texts.set(await textsBeside({ ...running, status: job.status.get(), written: job.written, name: destination.name }))
}

/** Hands the file over, where it is not yet where the person wants it. */
export async function save({ destination }: RunningExport): Promise<void> {
  const file = await destination.file()
  if (file) download(file, destination.name)
}

function columnsOf({ format, source, columns }: ExportRequest): readonly StoredColumn[] {
  return columnsRead(format, source, columns)
}

/** The job of an export, not yet begun. */
export function exportJob(request: ExportRequest, destination: JobParts<unknown>['destination']): ExportJob<unknown> {
  const { engine, stored, dataset, source, scope, sorted, ticked, format, rowsTotal } = request
  const columns = columnsOf(request)
  const names = namesOf(format, source, columns)
  const allowed = admitted(sorted, ticked)
  const order = orderOf(scope)
  const keys = order ? intersect(allowed, rangesOf(order)) : allowed
  const most = rowsAtOnce(columns, rowsTotal)
  const rows = countKeys(keys)
  const parts = {
    batches: order ? batchesInOrder(order, keys, most) : batchesOf(keys, most),
    rows,
    guard: new Guard(engine, sorted, ticked),
    destination,
    shardName: (shard: number) => dataset.shards[shard]?.name ?? String(shard),
    shardAt: (where: string) => {
      const at = dataset.shards.findIndex((shard) => (shard.kind === 'remote' ? shard.url : shard.name) === where)
      return at === -1 ? null : at
    },
  }
  const encoder: Encoder<RowBatch> = encodeInWorker({ format, columns, names, metadata: { pairscope: request.about.link } })
  return new ExportJob<RowBatch>({ ...parts, read: (batch, signal) => readRows(stored, batch, columns, signal), encoder })
}

/** Rows in the order of the keys, whatever that is. */
async function readRows(
  stored: StoredRows,
  keys: Float64Array<ArrayBuffer>,
  columns: readonly StoredColumn[],
  signal: AbortSignal,
): Promise<RowBatch> {
  if (columns.length === 0) return { keys, columns: [] }
  const ascending = keys.every((key, i) => i === 0 || (keys[i - 1] ?? 0) < key)
  const batch = await stored.read(ascending ? keys : keys.toSorted(), columns, { signal })
  return ascending ? batch : inOrder(batch, keys)
}
