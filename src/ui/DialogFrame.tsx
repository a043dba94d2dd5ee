import type { ReactNode } from 'react'

interface DialogFrameProps {
  readonly title: ReactNode
  /** Buttons, the most likely one last. */
  readonly actions: ReactNode
  /** What is shown is being changed. */
  readonly busy?: boolean
  readonly children: ReactNode
}

/** The inside of a dialog: a title and what it is about, which scrolls, over buttons, which stay. */
export function DialogFrame({ title, actions, busy = false, children }: DialogFrameProps) {
  return (
    <>
      <div className="min-h-0 overflow-y-auto p-6 pb-4" aria-busy={busy}>
        <h2 className="flex items-start gap-2 text-lg font-semibold">{title}</h2>
        {children}
      </div>
      <div className="flex flex-wrap items-center justify-end gap-2 border-t border-line px-6 py-4">{actions}</div>
    </>
  )
}
