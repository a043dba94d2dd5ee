import type { Health } from '../engine/scanning/client'
import { plural } from '../ui/format'

/** What happened to the reader, for people; '' where nothing did. */
export function restartedSentence(health: Health): string {
  if (health.kind !== 'restarted') return ''
  const { death, shardsAgain, leftOut } = health
  const again = shardsAgain === 0 ? '' : ` ${plural(shardsAgain, 'shard')} ${shardsAgain === 1 ? 'is' : 'are'} read again.`
  switch (death.kind) {
    case 'silent':
      if (leftOut === null) return `The reader gave no sign of life for ${death.seconds} s and was started again.${again}`
      return (
        `“${leftOut}” kept the reader busy for ${death.seconds} s without an end; it is left out, and the reader was started again.` + again
      )
    case 'error':
      return `The reader failed and was started again.${again}${death.message ? ` It said: ${death.message}` : ''}`
    case 'gone':
    case 'not-started':
      return `The reader stopped and was started again: its memory may have run out.${again}`
  }
}

/** A smaller memory budget to go on with; null where it is small already. In bytes. */
export function smallerBudget(budgetBytes: number): number | null {
  return budgetBytes > 64 * 2 ** 20 ? budgetBytes / 2 : null
}
