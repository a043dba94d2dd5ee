import { useEffect, useState } from 'react'
import { Icon, type IconName } from '../ui/Icon'

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
  const copy = () => {
    write(typeof text === 'string' ? text : text()).then(
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
      onClick={copy}
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

/** Async, so that a page without a clipboard (plain http) fails as one that refuses it. */
async function write(text: string): Promise<void> {
  await navigator.clipboard.writeText(text)
}
