import { ProblemError, type Problem } from '../../../dataset/problem'
import { problemOf } from '../../../dataset/problem-values'
import { callWorker, giveAway, type WorkerLine } from '../../../flow/calls'
import { deathSentence } from '../../../flow/life'
import { Store } from '../../../flow/store'
import type { Copies, CopyPlan } from '../../copies'
import { COLUMN_BYTES_PER_ROW } from '../column-sql'
import { BYTES_PER_ROW } from '../sql'
import { viewColumns, type ViewColumn } from './pairs-view'
import { CONSOLE_ERRORS, type ConsolePage, type ConsoleWorker, type SqlAnswer } from './protocol'

/** What the console's table holds. */
export interface Held {
  readonly rows: number
  /** Of the engine's table when it was copied. */
  readonly revision: number
  readonly columns: readonly ViewColumn[]
  readonly bytes: number
}

export type ConsoleState =
  | { readonly phase: 'copying'; readonly rows: number; readonly of: number }
  /** The copy takes more than is set aside: {@link SqlConsole.copy} with `allTheSame` makes it. */
  | { readonly phase: 'too-large'; readonly rows: number; readonly bytes: number }
  | { readonly phase: 'ready'; readonly held: Held }
  | { readonly phase: 'failed'; readonly problem: Problem }

/** Memory for one query, beyond what the rows take. */
const QUERY_BYTES = 768 * 2 ** 20
const SILENCE_MS = 60_000

type Line = WorkerLine<ConsoleWorker, ConsolePage>

/** SQL over a copy of the rows, in a DuckDB of its own that can be ended at any time: the scan goes on beside it. */
export class SqlConsole {
  readonly state = new Store<ConsoleState>({ phase: 'copying', rows: 0, of: 0 })
  private line: Line | null = null
  private copying = new AbortController()
  private allowed = false

  /** What the copy there is takes. */
  private heldBytes = 0

  constructor(private readonly copies: Copies) {}

  /** Copies the rows there are now, in place of the former ones. `room`: bytes of memory that may be taken besides. */
  async copy(room: number, { allTheSame = false } = {}): Promise<void> {
    this.allowed ||= allTheSame
    const free = room + this.heldBytes
    this.drop('The rows are copied anew.')
    const { signal } = (this.copying = new AbortController())
    try {
      this.state.set({ phase: 'copying', rows: 0, of: 0 })
      const plan = await this.copies.plan({ signal })
      const bytes = bytesOf(plan)
      if (bytes > free && !this.allowed) {
        this.state.set({ phase: 'too-large', rows: plan.rows, bytes })
        return
      }
      this.hold(bytes)
      const held = await this.fill(this.start(), plan, bytes, signal)
      if (!signal.aborted) this.state.set({ phase: 'ready', held })
    } catch (error) {
      if (signal.aborted) return
      this.drop('The copy failed.')
      this.state.set({ phase: 'failed', problem: problemOf(error, 'engine', 'SQL console') })
    }
  }

  /** Ends whatever runs, and DuckDB with it; the rows are copied anew. */
  cancel(room: number): void {
    void this.copy(room)
  }

  async run(sql: string): Promise<SqlAnswer> {
    return await this.ready().calls.ask('run', [sql])
  }

  /** The known keys of a query's column `key`, ascending or not. */
  async keysOf(sql: string): Promise<Float64Array<ArrayBuffer>> {
    return await this.ready().calls.ask('keysOf', [sql])
  }

  /** Gives the memory back. */
  close(): void {
    this.drop('The console is closed.')
  }

  private ready(): Line {
    if (!this.line) throw new ProblemError({ code: 'engine', where: 'SQL console', detail: 'It holds no rows.' })
    return this.line
  }

  private async fill({ calls }: Line, plan: CopyPlan, bytes: number, signal: AbortSignal): Promise<Held> {
    const { columns, revision } = plan
    await calls.ask('open', [columns, this.copies.place], signal)
    let rows = 0
    for (const [first, last] of plan.spans) {
      const part = await this.copies.part(
        first,
        last,
        columns.map(({ path }) => path),
        { signal },
      )
      rows += part.keys.length
      await calls.ask('add', [giveAway(part)], signal)
      this.state.set({ phase: 'copying', rows, of: Math.max(rows, plan.rows) })
    }
    await calls.ask('lock', [bytes + QUERY_BYTES], signal)
    return { rows, revision, columns: viewColumns(columns), bytes }
  }

  private start(): Line {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'pairscope-console' })
    const failed = (why: string): Error => {
      const problem: Problem = { code: 'engine', where: 'SQL console', detail: why }
      this.copying.abort()
      this.hold(0)
      this.line = null
      this.state.set({ phase: 'failed', problem })
      return new ProblemError(problem)
    }
    const line: Line = callWorker<ConsoleWorker, ConsolePage>(
      worker,
      { died: (death) => line.end(failed(deathSentence(death))) },
      CONSOLE_ERRORS,
      { limitMs: SILENCE_MS, onDeath: (death) => failed(deathSentence(death)) },
    )
    return (this.line = line)
  }

  private drop(why: string): void {
    this.copying.abort()
    this.line?.end(new DOMException(why, 'AbortError'))
    this.line = null
    this.hold(0)
  }

  private hold(bytes: number): void {
    this.heldBytes = bytes
    this.copies.holds(bytes)
  }
}

function bytesOf({ rows, columns }: CopyPlan): number {
  return rows * (BYTES_PER_ROW + columns.reduce((sum, { kind }) => sum + COLUMN_BYTES_PER_ROW[kind], 0))
}
