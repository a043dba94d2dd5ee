import { useEffect, useState } from 'react'
import { Icon, type IconName } from './Icon'

interface CopyButtonProps {
  /** What is copied, in words: names the button. */
  readonly what: string
  /** A function is asked at the click. */
  readonly text: string | (() => string)
  /** Words beside the icon. */
  readonly children?: string
  readonly icon?: IconName
  /** Said after it was copied. */
  readonly done?: string
  readonly className?: string
}

/** Copies a text, and says so for a moment. */
export function CopyButton({ what, text, children, icon = 'copy', done = 'Copied', className = '' }: CopyButtonProps) {
  const [copied, setCopied] = useState<boolean | null>(null)
  useEffect(() => {
    if (copied === null) return
    const timer = setTimeout(() => setCopied(null), 2000)
    return () => clearTimeout(timer)
  }, [copied])
  const copy = (beside: HTMLElement) => {
    write(typeof text === 'string' ? text : text(), beside).then(
      () => setCopied(true),
      () => setCopied(false),
    )
  }
  const said = copied === null ? '' : copied ? done : 'Could not copy'
  return (
    <button
      type="button"
      aria-label={said || `Copy ${what}`}
      title={`Copy ${what}`}
      onClick={({ currentTarget }) => copy(currentTarget)}
      className={
        'inline-flex shrink-0 items-center gap-1.5 rounded-md px-1.5 py-1 text-xs transition-colors pointer-coarse:min-h-10 ' +
        'pointer-coarse:min-w-10 pointer-coarse:justify-center hover:bg-ink/6 hover:text-ink ' +
        `${copied === true ? 'text-ok' : 'text-muted'} ${className}`
      }
    >
      <Icon name={copied === null ? icon : copied ? 'check' : 'alert'} className="size-3.5" />
      {children !== undefined && <span role="status">{said || children}</span>}
    </button>
  )
}

async function write(text: string, beside: HTMLElement): Promise<void> {
  // By plain http there is no clipboard.
  if ('clipboard' in navigator) await navigator.clipboard.writeText(text)
  else writeBySelection(text, beside)
}

/** What browsers had before the clipboard, and still have: https://w3c.github.io/editing/docs/execCommand/ */
interface OlderDocument {
  execCommand(command: 'copy'): boolean
}

/** Beside what was clicked: outside an open dialog nothing can be selected. */
function writeBySelection(text: string, beside: HTMLElement): void {
  const field = document.createElement('textarea')
  field.value = text
  field.className = 'sr-only'
  beside.after(field)
  field.select()
  const copied = (document as OlderDocument).execCommand('copy')
  field.remove()
  beside.focus()
  if (!copied) throw new Error('The browser did not copy it.')
}
