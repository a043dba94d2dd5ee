import { useId, type ReactNode } from 'react'
import { TextButton } from '../ui/Button'

interface SectionProps {
  readonly title: string
  /** Offers to take this filter away, while there is one. */
  readonly onClear?: (() => void) | undefined
  readonly children: ReactNode
}

export function Section({ title, onClear, children }: SectionProps) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="border-b border-line px-4 py-4 last:border-b-0">
      <div className="mb-2 flex h-5 items-baseline justify-between">
        <h3 id={id} className="font-semibold">
          {title}
        </h3>
        {onClear && (
          <TextButton className="text-xs" onClick={onClear} aria-label={`Clear ${title}`}>
            Clear
          </TextButton>
        )}
      </div>
      {children}
    </section>
  )
}
