import { useState } from 'react'
import type { Health } from '../engine/scanning/client'
import { formatBytes } from '../pair/format'
import { Button, TextButton } from '../ui/Button'
import { Notice } from '../ui/Notice'
import { prefer } from './preferences'
import { restartedSentence, smallerBudget } from './reader-health'

/** That the reader was started anew, until it is read or happens again. */
export function RestartedNotice({ health }: { readonly health: Health }) {
  const [read, setRead] = useState<Health | null>(null)
  if (health.kind !== 'restarted' || health === read) return null
  return (
    <Notice tone="warn">
      <div className="flex items-start gap-3">
        <p className="min-w-0 flex-1 break-words">{restartedSentence(health)}</p>
        <TextButton onClick={() => setRead(health)}>OK</TextButton>
      </div>
    </Notice>
  )
}

interface StoppedRemedyProps {
  readonly health: Extract<Health, { kind: 'stopped' }>
  readonly onRetry: () => void
}

/** What may help with a reader that does not run. */
export function StoppedRemedy({ health: { problem, budgetBytes }, onRetry }: StoppedRemedyProps) {
  if (problem.code === 'no-start') return <Button onClick={() => location.reload()}>Reload the page</Button>
  const smaller = smallerBudget(budgetBytes)
  return (
    <>
      {smaller !== null && (
        <Button
          onClick={() => {
            prefer({ budgetBytes: smaller })
            onRetry()
          }}
        >
          Start again with {formatBytes(smaller)} of memory
        </Button>
      )}
      <Button kind={smaller === null ? 'primary' : 'quiet'} onClick={onRetry}>
        Start again
      </Button>
    </>
  )
}
