import type { ReactNode } from 'react'
import { formatCount } from '../pair/format'

export interface CountOption<T> {
  readonly value: T
  readonly label: string
  readonly mark?: ReactNode
  /** Null until it is known. */
  readonly count: number | null
}

interface CountListProps<T> {
  readonly options: readonly CountOption<T>[]
  readonly chosen: readonly T[]
  readonly onToggle: (value: T) => void
}

/** Values with how many pairs each would show; none chosen means any. */
export function CountList<T extends string | number | null>({ options, chosen, onToggle }: CountListProps<T>) {
  return (
    <ul className="-mx-2">
      {options.map(({ value, label, mark, count }) => (
        <li key={value ?? ' '}>
          <label className="flex min-h-8 items-center gap-2.5 rounded-md px-2 hover:bg-ink/5">
            <input type="checkbox" className="size-4" checked={chosen.includes(value)} onChange={() => onToggle(value)} />
            {mark}
            <span dir="auto" title={label} className={`min-w-0 flex-1 truncate ${count === 0 ? 'text-muted' : ''}`}>
              {label}
            </span>
            <span className="text-muted tabular-nums">{count === null ? '–' : formatCount(count)}</span>
          </label>
        </li>
      ))}
    </ul>
  )
}
