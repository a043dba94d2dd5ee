import { useEffect, useRef } from 'react'
import { Button } from '../ui/Button'

interface ClearedPageProps {
  readonly onBack: () => void
  readonly onStart: () => void
}

/** In place of everything, after Escape was pressed twice. The focus is on no button, so that a third key brings nothing back. */
export function ClearedPage({ onBack, onStart }: ClearedPageProps) {
  const main = useRef<HTMLElement>(null)
  useEffect(() => main.current?.focus(), [])
  return (
    <main ref={main} tabIndex={-1} className="mx-auto flex h-full max-w-lg flex-col justify-center px-5 outline-none">
      <h1 className="text-xl font-semibold">The screen is cleared</h1>
      <p className="mt-2 text-muted">
        You pressed Escape twice. What was open is gone from this page and from its address, and nothing is being requested. Pictures that
        waited for your consent will be hidden again.
      </p>
      <div className="mt-5 flex flex-wrap gap-2">
        <Button onClick={onBack}>Go on where you were</Button>
        <Button kind="quiet" onClick={onStart}>
          Start page
        </Button>
      </div>
    </main>
  )
}
