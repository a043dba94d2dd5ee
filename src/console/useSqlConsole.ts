import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { SqlConsole, type ConsoleState } from '../engine/duckdb/console/client'
import type { SqlRows } from '../engine/duckdb/console/protocol'
import type { SqlError } from '../engine/duckdb/console/sql-error'
import type { Copies } from '../engine/copies'
import { rangesOf, type KeyRanges } from '../pair/key-ranges'
import { useStore } from '../ui/useStore'
import { draft, pastQueries, remembered } from './session'

/** What became of a query. `sql`: its text; the editor may have another by now. */
export type Outcome =
  | { readonly kind: 'none' }
  | { readonly kind: 'running'; readonly sql: string }
  | { readonly kind: 'rows'; readonly sql: string; readonly result: SqlRows }
  | { readonly kind: 'error'; readonly sql: string; readonly error: SqlError }
  | { readonly kind: 'cancelled' }

export interface SqlView {
  readonly state: ConsoleState
  readonly outcome: Outcome
  readonly run: () => void
  readonly cancel: () => void
  /** Copies the rows there are now. */
  readonly copy: (allTheSame: boolean) => void
  /** The pairs of the query whose rows are shown. */
  readonly keys: (sql: string) => Promise<KeyRanges>
}

/** A console as long as its panel is open. `room`: bytes of memory that may still be taken. */
export function useSqlConsole(copies: Copies, room: number): SqlView {
  const [made] = useState(() => new SqlConsole(copies))
  const state = useStore(made.state)
  const [outcome, setOutcome] = useState<Outcome>({ kind: 'none' })
  /** Of the run whose answer is waited for. */
  const turn = useRef(0)
  const first = useEffectEvent(() => void made.copy(room))
  useEffect(() => {
    first()
    return () => made.close()
  }, [made])
  const stop = () => {
    turn.current += 1
    setOutcome((before) => (before.kind === 'running' ? { kind: 'cancelled' } : before))
  }
  return {
    state,
    outcome,
    run() {
      if (made.state.get().phase !== 'ready' || outcome.kind === 'running') return
      const sql = draft.get()
      pastQueries.set(remembered(pastQueries.get(), sql))
      const own = ++turn.current
      setOutcome({ kind: 'running', sql })
      made.run(sql).then(
        (answer) => {
          if (turn.current !== own) return
          setOutcome(answer.kind === 'rows' ? { kind: 'rows', sql, result: answer } : { kind: 'error', sql, error: answer.error })
        },
        (error: unknown) => {
          if (turn.current !== own) return
          const message = error instanceof Error ? error.message : String(error)
          setOutcome({ kind: 'error', sql, error: { message, place: null } })
        },
      )
    },
    cancel() {
      stop()
      made.cancel(room)
    },
    copy(allTheSame) {
      stop()
      void made.copy(room, { allTheSame })
    },
    keys: async (sql) => rangesOf(await made.keysOf(sql)),
  }
}
