import { useId, useRef, useState, type ReactNode } from 'react'

interface PopoverProps {
  readonly label: string
  /** The trigger's own words name it: what is read out is what is seen. */
  readonly named?: boolean
  /** What the trigger shows. */
  readonly trigger: ReactNode
  readonly triggerClass: string
  readonly align?: 'start' | 'end'
  readonly children: ReactNode
}

const MARGIN = 8

/** A panel below its trigger, on the browser's own popover: Escape and a click beside it close it. */
export function Popover({ label, named = false, trigger, triggerClass, align = 'start', children }: PopoverProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={id}
        aria-expanded={open}
        aria-label={named ? undefined : label}
        title={label}
        className={triggerClass}
      >
        {trigger}
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        className="fixed m-0 max-w-[calc(100vw-1rem)] overflow-auto rounded-xl border border-line bg-raised p-0 text-ink shadow-lift"
        onBeforeToggle={(event) => {
          const opening = event.newState === 'open'
          setOpen(opening)
          if (!opening || !button.current) return
          const { left, right, bottom } = button.current.getBoundingClientRect()
          const { style } = event.currentTarget
          const narrow = window.innerWidth < 480
          style.inset = 'auto'
          style.top = `${bottom + 6}px`
          style.maxHeight = `${window.innerHeight - bottom - 6 - MARGIN}px`
          if (narrow) style.left = style.right = `${MARGIN}px`
          else if (align === 'start') style.left = `${Math.max(MARGIN, left)}px`
          else style.right = `${Math.max(MARGIN, window.innerWidth - right)}px`
        }}
      >
        {open && children}
      </div>
    </>
  )
}
