import type { ReactNode } from 'react'
import { Button } from '../ui/Button'
import { DialogFrame } from '../ui/DialogFrame'
import { Icon } from '../ui/Icon'

interface QuestionProps {
  readonly title: string
  /** What is wanted, and by whom. */
  readonly children: ReactNode
  /** What follows from either answer. */
  readonly facts: readonly string[]
  /** What agreeing does, as its button says it. */
  readonly agree: string
  readonly onAnswer: (agreed: boolean) => void
}

/** The inside of a dialog that asks whether a link or a dataset may do something. The key that is pressed without reading declines. */
export function Question({ title, children, facts, agree, onAnswer }: QuestionProps) {
  return (
    <DialogFrame
      title={<ShieldTitle>{title}</ShieldTitle>}
      actions={
        <>
          <Button data-autofocus onClick={() => onAnswer(false)}>
            Cancel
          </Button>
          <Button kind="primary" onClick={() => onAnswer(true)}>
            {agree}
          </Button>
        </>
      }
    >
      {children}
      <Facts facts={facts} />
    </DialogFrame>
  )
}

/** The title of whatever is asked for the person's protection. */
export function ShieldTitle({ children }: { readonly children: string }) {
  return (
    <>
      <Icon name="shield" className="mt-1 size-5 shrink-0" />
      {children}
    </>
  )
}

/** What to know before the answer. */
export function Facts({ facts }: { readonly facts: readonly string[] }) {
  return (
    <ul className="mt-4 list-disc space-y-1 pl-4 text-[0.8125rem] text-muted">
      {facts.map((fact) => (
        <li key={fact}>{fact}</li>
      ))}
    </ul>
  )
}

/** A host, as it stands in a sentence. */
export function HostName({ host }: { readonly host: string }) {
  return <bdi className="font-mono text-[0.8125rem] break-all text-ink">{host}</bdi>
}
