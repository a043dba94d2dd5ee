import { ProblemError } from '../../../dataset/problem'
import { Calls, giveAway } from '../../../flow/calls'
import { showLife } from '../../../flow/life'
import { allowOwnScripts } from '../../../flow/own-scripts'
import { bootDuckDB } from '../boot'
import { ConsoleDatabase } from './database'
import { CONSOLE_ERRORS, type ConsolePage, type ConsoleWorker } from './protocol'

// DuckDB has a worker of its own, so that this one can be asked whether it lives. A query may take as long as the person waits.
allowOwnScripts()
const booted = bootDuckDB((death) => page.tell('died', death), {
  worker: new Worker(new URL('./sealed-worker.ts', import.meta.url), { type: 'module', name: 'pairscope-console-duckdb' }),
  limitMs: Infinity,
})
booted.catch(() => undefined)

let database: ConsoleDatabase | null = null

function opened(): ConsoleDatabase {
  if (!database) throw new ProblemError({ code: 'engine', where: 'SQL console', detail: 'It holds no rows.' })
  return database
}

showLife()
const page: Calls<ConsolePage, ConsoleWorker> = new Calls<ConsolePage, ConsoleWorker>(
  self,
  {
    async open(columns, place) {
      database = await ConsoleDatabase.create(await booted, columns, place)
    },
    add: (part) => opened().add(part),
    lock: (memoryBytes) => opened().lock(memoryBytes),
    run: (sql) => opened().run(sql),
    keysOf: async (sql) => giveAway(await opened().keysOf(sql)),
  },
  CONSOLE_ERRORS,
)
