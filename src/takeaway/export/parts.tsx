import type { ReactNode } from 'react'

/** A part of the dialog under a small title. */
export function Group({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title} className="mt-5 first:mt-0">
      <h3 className="mb-1 text-[0.8125rem] font-medium text-muted">{title}</h3>
      {children}
    </section>
  )
}

interface PillChoiceProps<Id extends string> {
  readonly label: string
  /** Of the radio buttons. */
  readonly name: string
  readonly options: readonly { readonly id: Id; readonly label: string }[]
  readonly chosen: Id
  readonly onChoose: (id: Id) => void
  readonly className?: string
}

/** One of a few, side by side. */
export function PillChoice<Id extends string>({ label, name, options, chosen, onChoose, className = '' }: PillChoiceProps<Id>) {
  return (
    <div role="radiogroup" aria-label={label} className={`flex w-fit flex-wrap gap-1 rounded-lg bg-ink/6 p-0.5 ${className}`}>
      {options.map((option) => (
        <label
          key={option.id}
          className={
            'grid h-7 place-items-center rounded-md px-3 text-sm font-medium text-muted has-checked:bg-raised has-checked:text-ink ' +
            'has-checked:shadow-sm has-focus-visible:outline-2 has-focus-visible:outline-accent forced-colors:has-checked:border'
          }
        >
          <input type="radio" name={name} className="sr-only" checked={chosen === option.id} onChange={() => onChoose(option.id)} />
          {option.label}
        </label>
      ))}
    </div>
  )
}
