import { useEffect, useEffectEvent, useRef, type Ref, useImperativeHandle } from 'react'
import type { ViewColumn } from '../engine/duckdb/console/pairs-view'
import type { SqlError } from '../engine/duckdb/console/sql-error'
import { SqlEditor } from './editor'
import { draft, pastQueries } from './session'

export interface EditorHandle {
  setText(text: string): void
  insert(text: string): void
}

interface EditorBoxProps {
  readonly columns: readonly ViewColumn[]
  readonly error: SqlError | null
  readonly onRun: () => void
  readonly ref: Ref<EditorHandle>
}

/** Where the query is written. It has the focus when the console opens. */
export function EditorBox({ columns, error, onRun, ref }: EditorBoxProps) {
  const host = useRef<HTMLDivElement>(null)
  const editor = useRef<SqlEditor | null>(null)
  const run = useEffectEvent(onRun)
  useImperativeHandle(ref, () => ({
    setText: (text) => {
      editor.current?.setText(text)
      editor.current?.focus()
    },
    insert: (text) => editor.current?.insert(text),
  }))
  useEffect(() => {
    if (!host.current) return
    // -1: what is being written, which comes back after the newest.
    let at = -1
    let written = ''
    const made = new SqlEditor(host.current, draft.get(), {
      onChange: (text) => draft.set(text),
      onRun: () => {
        at = -1
        run()
      },
      past(step) {
        const past = pastQueries.get()
        const next = at + step
        if (next < -1 || next >= past.length) return null
        if (at === -1) written = draft.get()
        at = next
        return at === -1 ? written : (past[at] ?? null)
      },
    })
    editor.current = made
    made.focus()
    return () => {
      made.destroy()
      editor.current = null
    }
  }, [])
  useEffect(() => editor.current?.setColumns(columns), [columns])
  useEffect(() => editor.current?.mark(error), [error])
  return (
    <div
      ref={host}
      data-testid="sql"
      className={
        'h-36 shrink-0 resize-y overflow-hidden rounded-lg border border-line bg-raised focus-within:border-accent ' +
        'focus-within:ring-1 focus-within:ring-accent'
      }
    />
  )
}
