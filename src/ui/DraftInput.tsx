import { useEffect, useState, type ComponentProps } from 'react'

interface DraftInputProps<T> extends Omit<ComponentProps<'input'>, 'value' | 'onChange'> {
  readonly value: T
  readonly format: (value: T) => string
  /** Undefined when the text says no value (yet). */
  readonly parse: (text: string) => T | undefined
  readonly onCommit: (value: T) => void
  /** Commits by itself after so long without a key; else on Enter and on leaving. */
  readonly delayMs?: number
}

/** An input whose text is the person's own until it is committed. */
export function DraftInput<T>({ value, format, parse, onCommit, delayMs, ...props }: DraftInputProps<T>) {
  const [draft, setDraft] = useState(format(value))
  const [seen, setSeen] = useState(value)
  const parsed = parse(draft)
  if (!Object.is(value, seen)) {
    setSeen(value)
    if (!Object.is(parsed, value)) setDraft(format(value))
  }
  const commit = (): void => {
    if (parsed === undefined) setDraft(format(value))
    else if (!Object.is(parsed, value)) onCommit(parsed)
  }
  const waiting = delayMs !== undefined && parsed !== undefined && !Object.is(parsed, value)
  useEffect(() => {
    if (!waiting) return
    const timer = setTimeout(() => onCommit(parsed), delayMs)
    return () => clearTimeout(timer)
  }, [waiting, parsed, delayMs, onCommit])
  return (
    <input
      {...props}
      value={draft}
      onChange={(event) => setDraft(event.target.value)}
      onBlur={commit}
      onKeyDown={(event) => {
        if (event.key === 'Enter') commit()
      }}
    />
  )
}
