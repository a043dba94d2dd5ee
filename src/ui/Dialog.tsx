import { useEffect, useRef, type ReactNode } from 'react'

const SHAPES = {
  /** In the middle of the page. */
  card: 'm-auto w-[min(32rem,calc(100vw-2rem))] max-h-[calc(100dvh-2rem)] rounded-2xl',
  /** Nearly the whole window; all of it on a phone. */
  full:
    'm-auto h-dvh max-h-none w-screen max-w-none border-0 md:h-[calc(100dvh-3rem)] md:w-[min(90rem,calc(100vw-3rem))] ' +
    'md:rounded-2xl md:border *:h-full',
  /** Rises from the bottom of a phone. */
  sheet: 'mt-auto mb-0 w-full max-w-none max-h-[88dvh] rounded-t-2xl',
} as const

interface DialogProps {
  readonly open: boolean
  /** Asked by Escape, by a click beside it, or by its own buttons. */
  readonly onClose: () => void
  readonly label: string
  readonly shape?: keyof typeof SHAPES
  readonly children: ReactNode
}

/** A modal, on the browser's own element: focus stays inside and returns where it was. */
export function Dialog({ open, onClose, label, shape = 'card', children }: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const dialog = ref.current
    if (open && dialog && !dialog.open) {
      dialog.showModal()
      // React's own autoFocus comes before the dialog is shown, when nothing in it can have the focus.
      dialog.querySelector<HTMLElement>('[data-autofocus]')?.focus()
    }
    if (!open && dialog?.open) dialog.close()
  }, [open])
  return (
    <dialog
      ref={ref}
      aria-label={label}
      className={`overflow-hidden border border-line bg-surface p-0 text-ink shadow-lift ${SHAPES[shape]}`}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose()
      }}
    >
      {open && <div className="flex max-h-[inherit] flex-col">{children}</div>}
    </dialog>
  )
}
