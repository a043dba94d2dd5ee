import { ProblemError } from '../../dataset/problem'
import { Calls, giveAway } from '../../flow/calls'
import { showLife } from '../../flow/life'
import { allowOwnScripts } from '../../flow/own-scripts'
import { onDecoding } from '../../shards/values/at-work'
import { bootDuckDB } from '../duckdb/boot'
import { PairTable } from '../duckdb/table'
import type { RowBatch } from '../rows'
import { DATA_ERRORS, type DataPage, type DataWorker } from './protocol'
import { DatasetSession } from './session'

/** Rows read for the first paint. */
const HEAD_ROWS = 60

// DuckDB has a worker of its own.
allowOwnScripts()
const database = bootDuckDB((death) => page.tell('died', death))
// Whoever opens a dataset hears of a failed start; until then it is no unhandled rejection.
database.catch(() => undefined)

let session: DatasetSession | null = null
/** Shards by what problems call them. */
let shardAt: ReadonlyMap<string, number> = new Map()

function opened(): DatasetSession {
  if (!session) throw new ProblemError({ code: 'engine', where: 'data worker', detail: 'No dataset is open.' })
  return session
}

/** A batch whose arrays are given away. */
function giveBatch(batch: RowBatch): RowBatch {
  const arrays = batch.columns.flatMap(({ values, present, starts, elements }) => [
    ...(values.kind === 'numbers' ? [values.numbers] : [values.bytes, values.offsets]),
    ...[present, starts, elements].filter((array) => array !== null && array !== undefined),
  ])
  return giveAway(batch, arrays)
}

onDecoding((where) => page.tell('decoding', where === null ? null : (shardAt.get(where) ?? null)))

showLife()
const page: Calls<DataPage, DataWorker> = new Calls<DataPage, DataWorker>(
  self,
  {
    open(dataset, budgetBytes, options) {
      shardAt = new Map(dataset.shards.map((shard, index) => [shard.kind === 'remote' ? shard.url : shard.name, index]))
      session = new DatasetSession(
        dataset,
        database.then((db) => PairTable.create(db)),
        budgetBytes,
        HEAD_ROWS,
        (status) => page.tell('status', status),
        options,
      )
      page.tell('status', session.status())
    },
    schema: () => opened().schema(),
    head: (limit) => opened().head(limit),
    page: async (...args) => giveAway(await opened().page(...args)),
    facets: (...args) => opened().facets(...args),
    count: (...args) => opened().count(...args),
    keys: async (...args) => giveAway(await opened().keys(...args)),
    columnFacet: (...args) => opened().columnFacet(...args),
    columnValues: (...args) => opened().columnValues(...args),
    pairs: (...args) => opened().pairs(...args),
    picture: async (...args) => giveAway(await opened().picture(...args)),
    row: (...args) => opened().row(...args),
    passing: async (...args) => giveAway(await opened().passing(...args)),
    aspects: async (...args) => giveAway(await opened().aspects(...args)),
    licenceTexts: (families) => opened().licenceTexts(families),
    columns: (shard) => opened().columnsOf(shard),
    footer: (shard, columns) => opened().footer(shard, columns),
    storedColumns: () => opened().storedColumns(),
    storedRows: async (...args) => giveBatch(await opened().storedRows(...args)),
    readColumns: (columns) => session?.readColumns(columns),
    pause: () => session?.pause(),
    resume: () => session?.resume(),
    retryShards: (shards, wholeFile) => session?.retryShards(shards, wholeFile),
    setBudget: (bytes) => session?.setBudget(bytes),
    copyPlan: () => opened().copyPlan(),
    copyPart: async (...args) => giveAway(await opened().copyPart(...args)),
    copyHolds: (bytes) => session?.copyHolds(bytes),
  },
  DATA_ERRORS,
)
